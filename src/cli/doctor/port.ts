import { createServer } from 'node:net';
import type { Config } from '../../config.js';
import { localUrl } from '../../local-url.js';
import { failure, ok, type Finding } from './finding.js';

const name = 'port';
const probeTimeoutMs = 1_000;

/** Whether the server could listen where it is told to; `running` when it already does. */
export async function checkPort({
  host,
  port,
}: Pick<Config, 'host' | 'port'>): Promise<{ findings: Finding[]; running: boolean }> {
  if (port === 0) return { findings: [ok(name, 'any free one')], running: false };
  const code = await tryToListen(host, port);
  const running = code === 'EADDRINUSE' && (await isOurServer(host, port));
  return { findings: [explain(code, running, host, port)], running };
}

function explain(code: string | undefined, running: boolean, host: string, port: number): Finding {
  if (code === undefined) return ok(name, `${port} on ${host} is free`);
  if (running) return ok(name, `${port} on ${host} is taken by a running nestjs-chatkit`);
  if (code === 'EADDRINUSE') {
    return failure(name, `${port} on ${host} is in use`, 'stop what listens there, or set another PORT');
  }
  if (code === 'EACCES') return failure(name, `${port} needs more rights`, 'set a PORT above 1023');
  if (code === 'EADDRNOTAVAIL') {
    return failure(name, `this machine has no address ${host}`, 'set HOST to 127.0.0.1 or 0.0.0.0');
  }
  return failure(name, `cannot listen on ${host}:${port} (${code})`, 'set other HOST and PORT');
}

/** Undefined, or the error's code. */
function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

async function isOurServer(host: string, port: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(probeTimeoutMs);
    const response = await fetch(`${localUrl(host, port)}/api/chatkit/client-config`, { signal });
    return response.ok && 'domainKey' in ((await response.json()) as object);
  } catch {
    return false;
  }
}
