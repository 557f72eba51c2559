import type { z } from 'zod';
import { ChatKitError } from './errors.js';
import { InvalidBodyError, parseJsonBody } from './json-body.js';
import { defaultLimits, type Limits } from './limits.js';
import { ChatKitRequest, operationTypes } from './requests.js';
import { TooDeepError, wellFormedJson } from './text.js';

// From a request's body, or from what somebody else's parser made of it, to the operation it asks for.

/** Faults that are named; a request of many wrong parts must not be answered by many times its size. */
const maxFaults = 20;

/** One thing that is wrong with a request, for whoever wrote the client. */
export interface Fault {
  /** Where, such as `params.input.content.0.text`. Empty for the body as a whole. */
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
 * The request in a body: text, bytes, or a value that was parsed already.
 * @throws ChatKitError `bad_request`; {@link InvalidRequestError} with the path of everything that is wrong.
 */
export function parseRequest(body: unknown, limits: Limits = defaultLimits): ChatKitRequest {
  const parsed = ChatKitRequest.safeParse(parseBody(body, limits));
  if (parsed.success) return parsed.data;
  throw new InvalidRequestError(parsed.error.issues.slice(0, maxFaults).map(toFault));
}

function parseBody(body: unknown, limits: Limits): unknown {
  const { maxJsonDepth: maxDepth, maxJsonTokens: maxTokens } = limits;
  try {
    if (typeof body === 'string') return parseJsonBody(Buffer.from(body), { maxDepth, maxTokens });
    if (body instanceof Uint8Array) return parseJsonBody(body, { maxDepth, maxTokens });
    return wellFormedJson(body, maxDepth);
  } catch (error) {
    if (error instanceof InvalidBodyError || error instanceof TooDeepError) {
      throw new ChatKitError('bad_request', error.message, { cause: error });
    }
    throw error;
  }
}

function toFault(issue: z.core.$ZodIssue): Fault {
  const path = issue.path.join('.');
  if (issue.code === 'invalid_union' && path === 'type') {
    return { path, message: `must be one of the operations ${operationTypes.join(', ')}` };
  }
  return { path, message: issue.message };
}
