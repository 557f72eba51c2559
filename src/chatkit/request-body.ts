import { Injectable, type PipeTransform } from '@nestjs/common';
import express, { type Request } from 'express';
import { z } from 'zod';
import { ChatKitError } from '../protocol/errors.js';
import { InvalidBodyError, parseJsonBody } from '../protocol/json-body.js';
import { ChatKitRequest, operationTypes } from '../protocol/requests.js';

/** The largest body of a ChatKit request, in bytes. */
const maxBodyBytes = 1024 * 1024;

/** Faults that are named; a request of many wrong parts must not be answered by many times its size. */
const maxFaults = 20;

const json = /^application\/(?:[\w.+-]+\+)?json\b/i;
const readRaw = express.raw({ type: () => true, limit: maxBodyBytes });

/** One thing that is wrong with a request, for whoever wrote the client. */
export interface Fault {
  path: string;
  message: string;
}

/** A body that is JSON and no request. The message names the first fault, `details` all of them. */
export class InvalidRequestError extends ChatKitError {
  constructor(readonly details: Fault[]) {
    const [first] = details;
    super('bad_request', first ? `${first.path || 'body'}: ${first.message}` : undefined);
  }
}

/**
 * Reads the body of the request it is given and returns the operation in it. Runs after the guard, so that a
 * stranger's megabytes are never read.
 * @throws ChatKitError `bad_request`, `payload_too_large`, `unsupported_media_type`, before any side effect.
 */
@Injectable()
export class ChatKitRequestPipe implements PipeTransform<Request, Promise<ChatKitRequest>> {
  async transform(request: Request): Promise<ChatKitRequest> {
    const type = request.headers['content-type'];
    // Clients of the reference send none at all. A form or plain text is what a foreign page can post unasked.
    if (type !== undefined && !json.test(type)) throw new ChatKitError('unsupported_media_type');
    // By the declared length alone: reading on would make the client wait for its own upload.
    if (Number(request.headers['content-length']) > maxBodyBytes) throw tooLarge();
    return toRequest(parse(await readBody(request)));
  }
}

function tooLarge(cause?: unknown): ChatKitError {
  return new ChatKitError('payload_too_large', `The body is larger than ${maxBodyBytes} bytes.`, { cause });
}

function readBody(request: Request): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    readRaw(request, request.res!, (error?: unknown) => {
      if (error) reject(toBodyError(error as Error));
      else resolve(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
    });
  });
}

/** body-parser's errors carry the HTTP status that is right for them. */
function toBodyError(error: Error & { status?: number }): Error {
  const { status } = error;
  if (status === 413) return tooLarge(error);
  if (status === 415) return new ChatKitError('unsupported_media_type', undefined, { cause: error });
  if (status === 400) return new ChatKitError('bad_request', 'The body could not be read.', { cause: error });
  return error;
}

function parse(bytes: Buffer): unknown {
  try {
    return parseJsonBody(bytes);
  } catch (error) {
    if (error instanceof InvalidBodyError) {
      throw new ChatKitError('bad_request', error.message, { cause: error });
    }
    throw error;
  }
}

/** The operation in a parsed body. @throws InvalidRequestError with the path of everything that is wrong. */
function toRequest(body: unknown): ChatKitRequest {
  const parsed = ChatKitRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new InvalidRequestError(parsed.error.issues.slice(0, maxFaults).map(toFault));
}

function toFault(issue: z.core.$ZodIssue): Fault {
  const path = issue.path.join('.');
  if (issue.code === 'invalid_union' && path === 'type') {
    return { path, message: `must be one of the operations ${operationTypes.join(', ')}` };
  }
  return { path, message: issue.message };
}
