import type { IncomingMessage, ServerResponse } from 'node:http';

// What Express and Fastify have in common, as far as the protocol needs it: Node's own request and response, which
// Express hands out themselves and Fastify wraps.

/** A request as either of them gives it to a handler. */
export type HttpRequest = IncomingMessage & {
  /** Set by whoever authenticated the request. */
  user?: unknown;
  /** Set by an access log. */
  id?: unknown;
  /** What a body parser made of the body. */
  body?: unknown;
  /** The body's bytes, where the application was created with `rawBody`. */
  rawBody?: Buffer;
  /** Fastify's: the request that is wrapped. */
  raw?: IncomingMessage;
};

/** A response as either of them gives it to a handler. */
export type HttpResponse = ServerResponse | FastifyReply;

interface FastifyReply {
  raw: ServerResponse;
  hijack(): unknown;
  getHeaders(): Record<string, string | number | string[] | undefined>;
}

export const nodeRequest = (request: HttpRequest): IncomingMessage => request.raw ?? request;

export const nodeResponse = (response: HttpResponse): ServerResponse =>
  'raw' in response ? response.raw : response;

/** Takes the response out of the framework's hands, with the headers that were set on it so far: CORS, mostly. */
export function takeResponse(response: HttpResponse): ServerResponse {
  if (!('raw' in response)) return response;
  response.hijack();
  for (const [name, value] of Object.entries(response.getHeaders())) {
    if (value !== undefined) response.raw.setHeader(name, value);
  }
  return response.raw;
}
