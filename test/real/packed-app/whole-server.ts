import { createServer, listen, parseConfig } from 'nestjs-chatkit/server';

/** The server of the library's repository, started by somebody else; here for its types alone. */
export async function startWholeServer(): Promise<string> {
  const config = parseConfig({ PORT: '0' });
  return listen(await createServer(config), config);
}
