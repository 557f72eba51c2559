import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { ConfigError, type Config } from './config.js';
import { useHttp } from './http.js';
import { localUrl } from './local-url.js';
import { StartLog } from './start-log.js';

/** The application, wired and not yet listening. @throws whatever a module fails to start with. */
export async function createServer(config: Config): Promise<NestExpressApplication> {
  const log = new StartLog();
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(config), {
    // Each route reads its body itself, after the guard, and within its own bounds.
    bodyParser: false,
    logger: log,
    abortOnError: false,
    // Streams have been brought to their end by then; what is left are idle and half-sent requests.
    forceCloseConnections: true,
  });
  log.passTo(app.get(Logger));
  useHttp(app, config);
  return app;
}

/**
 * Starts to accept requests.
 * @returns the URL under which the server can be reached from this machine.
 * @throws ConfigError when the port is taken or not allowed.
 */
export async function listen(app: NestExpressApplication, { host, port }: Config): Promise<string> {
  try {
    await app.listen(port, host);
  } catch (error) {
    throw toListenError(error, host, port);
  }
  const address = app.getHttpServer().address() as AddressInfo;
  return localUrl(host, address.port);
}

function toListenError(error: unknown, host: string, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new ConfigError([`PORT: ${port} is in use; stop what listens there, or set another PORT`]);
  }
  if (code === 'EACCES') return new ConfigError([`PORT: ${port} needs more rights; use one above 1023`]);
  if (code === 'EADDRNOTAVAIL') return new ConfigError([`HOST: this machine has no address ${host}`]);
  return error;
}
