import type { IncomingMessage } from 'node:http';
import { Logger } from '@nestjs/common';
import type { CorsOptions } from '@nestjs/common/interfaces/external/cors-options.interface.js';
import type { NestExpressApplication } from '@nestjs/platform-express';

/** Refused origins that are named in the log; a scanner must not be able to fill it. */
const maxNamedOrigins = 100;

const options: CorsOptions = {
  credentials: true,
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  allowedHeaders: [
    'authorization',
    'content-type',
    'accept-language',
    'chatkit-frame-instance-id',
    'chatkit-stop',
    'idempotency-key',
    'last-event-id',
    'mcp-method',
    'mcp-name',
    'mcp-protocol-version',
    'mcp-session-id',
    'x-request-id',
  ],
  exposedHeaders: [
    'chatkit-turn-id',
    'retry-after',
    'www-authenticate',
    'x-request-id',
    'x-session-expires-at',
  ],
  /** Seconds for which a browser need not ask again. */
  maxAge: 600,
};

/**
 * Lets pages of the listed origins read answers, errors and streams included. Preflights are answered here,
 * before anybody is asked for a token. The first refusal of an origin is one log line that names it.
 */
export function useCors(app: NestExpressApplication, allowedOrigins: readonly string[]): void {
  const logger = new Logger('Cors');
  const named = new Set<string>();
  app.enableCors((request: IncomingMessage, answer: (error: null, options: CorsOptions) => void) => {
    const { origin, host } = request.headers;
    const allowed = origin !== undefined && allowedOrigins.includes(origin);
    if (origin && !allowed && !isOwn(origin, host) && !named.has(origin) && named.size < maxNamedOrigins) {
      named.add(origin);
      logger.warn({ msg: 'origin is not in ALLOWED_ORIGINS; its pages cannot read answers', origin });
    }
    answer(null, { ...options, origin: allowed && origin });
  });
}

/** A page of this server's own sends its origin with a POST too, and needs no leave. */
function isOwn(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
