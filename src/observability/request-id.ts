import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '../protocol/ids.js';

/** Header that names a request, in both directions. */
const requestIdHeader = 'x-request-id';

/** What a caller may name its request: safe in a log line, a header and a shell. */
const acceptable = /^[\w.:-]{1,64}$/;

/**
 * Gives the request its id: the caller's own when it is 1 to 64 letters, digits or `_ . : -`, else a new `req_…`.
 * Once: asked again for the same request, it gives the same id. The answer carries it in `x-request-id`.
 */
export function identifyRequest(
  request: IncomingMessage & { id?: unknown },
  response: ServerResponse,
): string {
  if (typeof request.id === 'string') return request.id;
  const given = request.headers[requestIdHeader];
  const id = typeof given === 'string' && acceptable.test(given) ? given : newId('request');
  request.id = id;
  response.setHeader(requestIdHeader, id);
  return id;
}
