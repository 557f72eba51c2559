import type { AddressInfo } from 'node:net';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { AssistantServer } from './agent/assistant.server.js';
import { AppModule } from './app.module.js';
import { ConfigError, type Config } from './config.js';
import { useHttp } from './http.js';
import { localUrl } from './local-url.js';
import { Readiness } from './observability/readiness.js';

/** The application, wired and not yet listening. @throws whatever a module fails to start with. */
export async function createServer(config: Config): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(config), {
    // Each route reads its body itself, after the guard, and within its own bounds.
    bodyParser: false,
    bufferLogs: true,
    // Into our own logger, or nowhere: a start that fails says why on its own.
    autoFlushLogs: false,
    abortOnError: false,
    // Streams have been brought to their end by then; what is left are idle and half-sent requests.
    forceCloseConnections: true,
  });
  app.useLogger(quiet(app.get(Logger)));
  app.flushLogs();
  useHttp(app, config);
  return app;
}

/** Where Nest tells of every module and route that it finds: news for those who look for them. */
const framework = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** The logger, with the framework's own news at `debug`. */
function quiet(logger: Logger): LoggerService {
  return {
    log: (message: unknown, ...rest: unknown[]) =>
      framework.has(String(rest.at(-1))) ? logger.debug(message, ...rest) : logger.log(message, ...rest),
    error: (message: unknown, ...rest: unknown[]) => logger.error(message, ...rest),
    warn: (message: unknown, ...rest: unknown[]) => logger.warn(message, ...rest),
    debug: (message: unknown, ...rest: unknown[]) => logger.debug(message, ...rest),
    verbose: (message: unknown, ...rest: unknown[]) => logger.verbose(message, ...rest),
    fatal: (message: unknown, ...rest: unknown[]) => logger.fatal(message, ...rest),
  };
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

/**
 * Takes nothing new in from this moment on: `/readyz` answers 503, new turns are refused in words, running ones go on.
 * For whoever is about to close the application: closing it comes to that only step by step.
 */
export function refuseNew(app: NestExpressApplication): void {
  app.get(Readiness, { strict: false }).drain();
  app.get(AssistantServer, { strict: false }).refuseNew();
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
