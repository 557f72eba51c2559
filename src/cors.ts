import type { IncomingMessage } from 'node:http';
import { Logger } from '@nestjs/common';
import type { CorsOptions } from '@nestjs/common/interfaces/external/cors-options.interface.js';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { RefusedOrigins } from './observability/refused-origins.js';
import { ChatKitError } from './protocol/errors.js';

/** What a page may send, beside what browsers let every page send. `docs/origins.md` says what each is for. */
export const allowedHeaders = [
  'accept-language',
  'authorization',
  'chatkit-frame-instance-id',
  'chatkit-stop',
  'content-type',
  'idempotency-key',
  'if-none-match',
  'last-event-id',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'mcp-session-id',
  'traceparent',
  'tracestate',
  'x-request-id',
];

/** What a page may read of an answer, beside what browsers show of every answer. */
export const exposedHeaders = [
  'chatkit-turn-id',
  'deprecation',
  'etag',
  'link',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'sunset',
  'www-authenticate',
  'x-request-id',
  'x-session-expires-at',
];

const options: CorsOptions = {
  credentials: true,
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  allowedHeaders,
  exposedHeaders,
  /** Seconds for which a browser need not ask again. */
  maxAge: 600,
};

/**
 * Lets pages of the listed origins read answers, errors and streams included. Preflights are answered here, before
 * anybody is asked for a token: those of other origins with 403. Refused origins are named in the log.
 */
export function useCors(app: NestExpressApplication, allowedOrigins: readonly string[]): void {
  const allowed: ReadonlySet<string> = new Set(allowedOrigins);
  app.use(refuseOthers(allowed));
  app.enableCors((request: IncomingMessage, answer: (error: null, options: CorsOptions) => void) => {
    const { origin } = request.headers;
    answer(null, { ...options, origin: origin !== undefined && allowed.has(origin) && origin });
  });
}

/** Only a browser can keep an answer from a page: what is no preflight goes on, without leave to be read. */
function refuseOthers(allowed: ReadonlySet<string>) {
  const logger = new Logger('Cors');
  const refused = new RefusedOrigins();
  return (request: Request, response: Response, next: NextFunction): void => {
    // Answers without leave too: a cache must not give them to a page that has it.
    response.vary('Origin');
    const { origin } = request.headers;
    if (origin === undefined || allowed.has(origin) || isSameOrigin(request, origin)) return next();
    const line = refused.add(origin);
    if (line) {
      logger.warn({
        msg: 'pages of this origin may not call; if they are yours, add it to ALLOWED_ORIGINS',
        ...line,
      });
    }
    if (!isPreflight(request)) return next();
    next(new ChatKitError('forbidden', `The origin ${origin} is not allowed; add it to ALLOWED_ORIGINS.`));
  };
}

/**
 * A page of this server's own sends its origin with a POST too, and needs no leave. Good for telling what to log and
 * for nothing else: a page whose name was pointed at this machine says the same (`auth/own-origin.guard.ts`).
 */
function isSameOrigin({ headers }: Request, origin: string): boolean {
  if (headers['sec-fetch-site'] === 'same-origin') return true;
  return URL.canParse(origin) && new URL(origin).host === headers.host;
}

function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}
