import { request as requestByHttp, type IncomingMessage } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { maxCallBytes, ModelOutputTooLargeError } from './model-output-too-large.error.js';

/** A response whose body is a stream of events, to be read from Node's own stream. */
export class EventStreamResponse extends Response {
  constructor(
    readonly events: Readable,
    init: ResponseInit,
  ) {
    super(null, init);
  }
}

/**
 * `fetch` over Node's own HTTP client, for requests to a model.
 *
 * - An answer that is a stream of events comes as {@link EventStreamResponse}; every other one is an ordinary response,
 *   of which at most 16 MB are read.
 * - Redirects are not followed: a request carries a key, which is for the host that the operator named.
 * - Connections are kept and shared by Node's global agents; a proxy of the environment is used where Node's own
 *   clients use it (`NODE_USE_ENV_PROXY`).
 *
 * @throws the signal's reason when the request is aborted; Node's errors when there is no connection.
 */
export async function leanFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const { body, signal } = init;
  // Nothing but JSON is sent to a model here; uploads and ready-made requests are another client's.
  if (input instanceof Request || (body != null && typeof body !== 'string')) return fetch(input, init);
  signal?.throwIfAborted();
  const answer = await ask(new URL(input), init, body ?? undefined);
  return toResponse(answer);
}

function ask(
  url: URL,
  { method = 'GET', headers, signal }: RequestInit,
  body?: string,
): Promise<IncomingMessage> {
  const sent = new Headers(headers);
  // Each packet shall be readable as it comes.
  sent.set('accept-encoding', 'identity');
  if (body !== undefined) sent.set('content-length', String(Buffer.byteLength(body)));
  const request = url.protocol === 'https:' ? requestByHttps : requestByHttp;
  return new Promise((resolve, reject) => {
    const options = { method, headers: Object.fromEntries(sent) };
    const outgoing = request(url, options, (answer) => {
      answer.once('close', () => signal?.removeEventListener('abort', abort));
      resolve(answer);
    });
    const abort = () => {
      reject(signal!.reason as Error);
      outgoing.destroy();
    };
    signal?.addEventListener('abort', abort, { once: true });
    outgoing.on('error', (error) => {
      signal?.removeEventListener('abort', abort);
      reject(error);
    });
    outgoing.end(body);
  });
}

function toResponse(answer: IncomingMessage): Response {
  const status = answer.statusCode ?? 502;
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const body = decoded(answer);
  if (status === 200 && headers.get('content-type')?.includes('text/event-stream')) {
    return new EventStreamResponse(body, { status, headers });
  }
  const isEmpty = status === 204 || status === 304;
  if (isEmpty) body.resume();
  const bounded = isEmpty
    ? null
    : (Readable.toWeb(Readable.from(upTo(maxCallBytes, body))) as ReadableStream);
  return new Response(bounded, { status, headers });
}

/** A server that compresses although it was asked not to. */
function decoded(answer: IncomingMessage): Readable {
  const decoders = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress };
  const encoding = answer.headers['content-encoding'] as keyof typeof decoders | undefined;
  const createDecoder = encoding && decoders[encoding];
  if (!createDecoder) return answer;
  const decoder = createDecoder();
  answer.on('error', (error) => decoder.destroy(error));
  decoder.once('close', () => answer.destroy());
  return answer.pipe(decoder);
}

async function* upTo(maxBytes: number, body: Readable): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new ModelOutputTooLargeError('call', maxBytes);
    yield chunk;
  }
}
