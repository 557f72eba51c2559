import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Params } from 'nestjs-pino';
import pino, { type DestinationStream } from 'pino';
import type { Options } from 'pino-http';
import type { Config } from '../config.js';
import { toLoggedError } from './log-error.js';
import { logGate } from './log-gate.js';
import { identifyRequest } from './request-id.js';

// JSON lines on stdout: one per request, with method, path, status, time and who asked. Never the query, a
// header or a body. What other code logs passes the same gate (`log-gate.ts`).

type LoggedRequest = IncomingMessage & { originalUrl?: string; user?: { userId?: string } };

/** Answered every few seconds to whoever watches the process: at info they would be all there is to read. */
const probes: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** The answer to an operation that this server does not have: no fault of its own. */
const notImplemented = 501;

/** Options of `LoggerModule`. */
export function loggingParams(config: Config, destination: DestinationStream = pino.destination(1)): Params {
  return { pinoHttp: [httpLogOptions(config), logGate(destination, secretsOf(config))] };
}

function httpLogOptions(config: Config): Options {
  return {
    level: config.logLevel,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
    wrapSerializers: false,
    serializers: {
      err: (error: unknown) => toLoggedError(error),
      req: () => undefined,
      res: () => undefined,
    },
    genReqId: identifyRequest,
    quietReqLogger: true,
    quietResLogger: true,
    customAttributeKeys: { reqId: 'requestId' },
    customLogLevel: levelOf,
    customSuccessObject: requestFields,
    customErrorObject: (request, response, _error, value) => requestFields(request, response, value),
    customSuccessMessage: (_request, response) =>
      response.writableFinished ? 'request answered' : 'request left by its client',
    customErrorMessage: (_request, response) =>
      response.statusCode === notImplemented ? 'request answered' : 'request failed',
  };
}

function requestFields(request: LoggedRequest, response: ServerResponse, value: unknown) {
  const principal = request.user?.userId;
  return {
    method: request.method,
    path: pathOf(request),
    status: response.statusCode,
    ms: (value as { responseTime: number }).responseTime,
    ...(principal && { principal }),
  };
}

function levelOf(request: LoggedRequest, response: ServerResponse) {
  const failed = response.statusCode >= 500;
  if (probes.has(pathOf(request))) return failed ? 'warn' : 'debug';
  return failed && response.statusCode !== notImplemented ? 'error' : 'info';
}

/** The path alone: a query may carry what must not be logged. */
function pathOf(request: LoggedRequest): string {
  return (request.originalUrl ?? request.url ?? '').split('?', 1)[0]!;
}

/** Every secret of the settings. */
function secretsOf({ model, auth, databaseUrl, mcp, redis }: Config): string[] {
  // As it is written in the URL, and as it is.
  const passwords = [databaseUrl, redis?.url]
    .map((url) => (url ? new URL(url).password : ''))
    .flatMap((written) => (written ? [written, decodeURIComponent(written)] : []));
  const secrets = [
    model.apiKey,
    auth.sessionSecret,
    auth.previousSessionSecret,
    ...auth.issuers.map(({ keys }) => ('secret' in keys ? keys.secret : undefined)),
  ];
  return [...secrets, ...passwords, ...mcp.secrets].filter((secret): secret is string => Boolean(secret));
}
