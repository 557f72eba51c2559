import { createHash } from 'node:crypto';
import { InvalidRequestError } from '../protocol/parse-request.js';
import type { StreamingRequest } from '../protocol/requests.js';
import type { RequestContext } from './context.js';

/** What a client calls one message of its, however often it sends it: the `Idempotency-Key` of a request. */
export interface TurnKey {
  key: string;
  /** Of what was sent under the key; another message must not be. */
  fingerprint: string;
}

const visibleAscii = /^[\x21-\x7e]{1,255}$/;

/** @throws InvalidRequestError naming the header. */
export function requireUsableKey({ idempotency }: Pick<RequestContext, 'idempotency'>): void {
  if (idempotency === undefined || visibleAscii.test(idempotency.key)) return;
  const message = 'must be 1 to 255 visible ASCII characters; send a new UUID for each new message';
  throw new InvalidRequestError([{ path: 'Idempotency-Key', message }]);
}

/**
 * The key that a request is sent under, if it is.
 * @throws InvalidRequestError for a key that cannot be one.
 */
export function keyOf(request: StreamingRequest, context: RequestContext): TurnKey | undefined {
  const { idempotency } = context;
  if (idempotency === undefined) return undefined;
  requireUsableKey(context);
  return { key: idempotency.key, fingerprint: fingerprintOf(idempotency.message ?? request) };
}

/** The same for the same JSON, whatever the order of its fields. */
function fingerprintOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value, inOrder)).digest('hex');
}

function inOrder(_name: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(fields);
}
