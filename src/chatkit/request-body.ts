import express, { type Request, type Response } from 'express';
import { ChatKitError } from '../protocol/errors.js';
import { nodeRequest, type HttpRequest } from './http-exchange.js';

const json = /^application\/(?:[\w.+-]+\+)?json\b/i;

/**
 * The body of a request: its bytes, or what a body parser of the application made of them before us.
 * @throws ChatKitError `payload_too_large`, `unsupported_media_type`, `bad_request`
 */
export async function readBody(request: HttpRequest, maxBytes: number): Promise<unknown> {
  const type = request.headers['content-type'];
  // Clients of the reference send none at all. A form or plain text is what a foreign page can post unasked.
  if (type !== undefined && !json.test(type)) throw new ChatKitError('unsupported_media_type');
  // By the declared length alone: reading on would make the client wait for its own upload.
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge(maxBytes);
  if (request.rawBody) return request.rawBody;
  const raw = nodeRequest(request);
  return raw.readableDidRead ? (request.body ?? '') : readBytes(raw as Request, maxBytes);
}

function tooLarge(maxBytes: number, cause?: unknown): ChatKitError {
  return new ChatKitError('payload_too_large', `The body is larger than ${maxBytes} bytes.`, { cause });
}

function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  const read = express.raw({ type: () => true, limit: maxBytes });
  return new Promise((resolve, reject) => {
    read(request, {} as Response, (error?: unknown) => {
      if (error) reject(toBodyError(error as Error, maxBytes));
      // Without a body there is nothing to parse, and no Buffer either.
      else resolve(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
    });
  });
}

/** body-parser's errors carry the HTTP status that is right for them. */
function toBodyError(error: Error & { status?: number }, maxBytes: number): Error {
  const { status } = error;
  if (status === 413) return tooLarge(maxBytes, error);
  if (status === 415) return new ChatKitError('unsupported_media_type', undefined, { cause: error });
  if (status === 400) return new ChatKitError('bad_request', 'The body could not be read.', { cause: error });
  return error;
}
