import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ChatKitError } from '../protocol/errors.js';
import { nodeRequest, type HttpRequest } from './http-exchange.js';

/** What `Sec-Fetch-Site` says of pages of another origin. Another port of the same machine is the same site. */
const foreignSites: ReadonlySet<unknown> = new Set(['cross-site', 'same-site']);

const json = /^application\/(?:[\w.+-]+\+)?json\b/i;

/**
 * The body of a request: its bytes, or what a body parser of the application made of them before us.
 * @throws ChatKitError `payload_too_large`, `unsupported_media_type`, `bad_request`
 */
export async function readBody(request: HttpRequest, maxBytes: number): Promise<unknown> {
  const type = request.headers['content-type'];
  // Clients of the reference send none at all. A form or plain text is what a foreign page can post unasked.
  if (type !== undefined && !json.test(type)) throw new ChatKitError('unsupported_media_type');
  // So can it without a type, with the person's cookies on it. A client of this server's is not a browser then.
  if (type === undefined && foreignSites.has(request.headers['sec-fetch-site'])) {
    throw new ChatKitError('unsupported_media_type');
  }
  // By the declared length alone: reading on would make the client wait for its own upload.
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge(maxBytes);
  if (request.rawBody && request.rawBody.length > maxBytes) throw tooLarge(maxBytes);
  if (request.rawBody) return request.rawBody;
  const raw = nodeRequest(request);
  return raw.readableDidRead ? (request.body ?? '') : readBytes(raw, maxBytes);
}

function tooLarge(maxBytes: number): ChatKitError {
  return new ChatKitError('payload_too_large', `The body is larger than ${maxBytes} bytes.`);
}

/** What undoes a `content-encoding`. */
const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
};

async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') {
    try {
      return await collect(request, maxBytes);
    } catch (error) {
      // What is left of it would keep the connection's next request from being heard.
      request.resume();
      throw error;
    }
  }
  if (!Object.hasOwn(decoders, encoding)) throw new ChatKitError('unsupported_media_type');
  const decoder = decoders[encoding]!();
  request.once('error', (error) => decoder.destroy(error));
  try {
    return await collect(request.pipe(decoder), maxBytes);
  } finally {
    // A bomb ends here; what is left of it on the wire runs past nobody.
    request.unpipe(decoder).resume();
    decoder.destroy();
  }
}

/** Everything of a stream. The stream is not destroyed: the socket under a request must carry the answer yet. */
async function collect(stream: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof ChatKitError) throw error;
    throw new ChatKitError('bad_request', 'The body could not be read.', { cause: error });
  }
  return Buffer.concat(chunks);
}
