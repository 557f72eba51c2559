import { errors } from 'jose';
import type { TokenReason } from '../protocol/token-texts.js';
import { KeysUnavailableError } from './remote-keys.js';
import { TokenRefusal } from './token-refusal.js';

/** The refusal that a failed verification comes to. */
export function toRefusal(cause: unknown): TokenRefusal {
  return cause instanceof TokenRefusal ? cause : new TokenRefusal(reasonOf(cause), { cause });
}

function reasonOf(error: unknown): TokenReason {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return claimReason(error);
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm_not_allowed';
  if (error instanceof errors.JOSENotSupported) return 'unsupported';
  if (error instanceof errors.JWKSNoMatchingKey) return 'unknown_key';
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return 'malformed';
  if (error instanceof KeysUnavailableError) return 'keys_unavailable';
  // With a key that does not fit the algorithm, too: nothing was proven.
  return 'bad_signature';
}

function claimReason({ claim, reason }: errors.JWTClaimValidationFailed): TokenReason {
  if (claim === 'aud') return 'wrong_audience';
  if (claim === 'iss') return 'unknown_issuer';
  if (claim === 'sub') return 'bad_subject';
  if (claim === 'nbf' && reason === 'check_failed') return 'not_yet_valid';
  return reason === 'missing' ? 'missing_claim' : 'bad_claim';
}

/** From the check that comes first to the ones that follow it. */
const order: TokenReason[] = ['algorithm_not_allowed', 'unknown_key', 'keys_unavailable', 'bad_signature'];

/** Of the refusals by several issuers, the one that got furthest: the token was most likely meant for that issuer. */
export function furthest(refusals: readonly TokenRefusal[]): TokenRefusal {
  const progress = ({ reason }: TokenRefusal) => order.indexOf(reason) + 1 || order.length + 1;
  return refusals.reduce((best, each) => (progress(each) > progress(best) ? each : best));
}
