import { BadRequestException, ForbiddenException, UnsupportedMediaTypeException } from '@nestjs/common';
import { InvalidBodyError, parseJsonBody } from '../protocol/json-body.js';
import type { Principal } from '../turns/principal.js';

const json = /^application\/(?:[\w.+-]+\+)?json\b/i;

/** A body as it came, and what it is said to be. */
export interface SentBody {
  /** Absent where there was none. */
  bytes: Uint8Array | undefined;
  contentType: string | undefined;
}

/**
 * A tool's arguments: the body's JSON object, without the caller's own `user_id`. No body stands for no arguments.
 * @throws UnsupportedMediaTypeException; BadRequestException for what is no object, or nested too deep;
 *   ForbiddenException for another's `user_id`.
 */
export function toArguments(
  { bytes, contentType }: SentBody,
  { userId }: Principal,
): Record<string, unknown> {
  if (!bytes?.length) return {};
  if (contentType !== undefined && !json.test(contentType)) throw new UnsupportedMediaTypeException();
  const body = parse(bytes);
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw new BadRequestException('Send the tool’s arguments as a JSON object.');
  }
  const { user_id = userId, ...args } = body as Record<string, unknown>;
  if (user_id !== userId) throw new ForbiddenException('user_id: leave it out, or send your own.');
  return args;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return parseJsonBody(bytes);
  } catch (error) {
    if (error instanceof InvalidBodyError) throw new BadRequestException(error.message);
    throw error;
  }
}
