import type { IncomingMessage } from 'node:http';
import type { TokenReason } from '../protocol/token-texts.js';
import { TokenRefusal } from './token-refusal.js';

/** What honest clients meet: they come without a token, too late with it or for too much, or the issuer is away. */
const honest: ReadonlySet<TokenReason> = new Set<TokenReason>([
  'missing',
  'expired',
  'not_yet_valid',
  'keys_unavailable',
  'session_expired',
  'session_ended',
  'session_not_enough',
  'signed_out',
]);

/** Hears of requests whose token or secret proved nothing. What to make of them is not decided here. */
export abstract class FailedSignIns {
  /** Waited for before the refusal is sent. Must not reject. */
  abstract note(request: IncomingMessage): Promise<void>;
}

/** Whether a refusal is of something that no issuer of ours has made for us. */
export function isUnproven(error: unknown): boolean {
  return error instanceof TokenRefusal && !honest.has(error.reason);
}
