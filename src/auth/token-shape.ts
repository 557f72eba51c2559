import { TokenRefusal } from './token-refusal.js';

/** What a token says of itself before anything is proven. */
export interface UnprovenToken {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}

/** Tokens that are sent by mistake, by their looks, and what to send in their place. */
const lookalikes: [pattern: RegExp, hint: string][] = [
  [
    /^[A-Za-z0-9]{32}(\.[A-Za-z0-9+/]{43}=)?$/,
    'This looks like a session token of Better Auth. Send the JWT that its jwt plugin gives at /api/auth/token.',
  ],
  [
    /^sk-|^(gh[opsu]|github_pat)_|^xox[abp]-/,
    'This looks like a key of an API. Take it back, and send a JWT of the issuer.',
  ],
  [/^ya29\./, 'This looks like an access token of Google, which is for Google alone. Send the ID token.'],
  [
    /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i,
    'This looks like the id of a session. Send a JWT of the issuer.',
  ],
];

/**
 * Reads a token without believing it.
 * @throws TokenRefusal `opaque`, `encrypted` or `malformed`, saying what it looks like.
 */
export function readUnproven(token: string): UnprovenToken {
  const parts = token.split('.');
  const header = readPart(parts[0]!);
  if (parts.length === 5 && header && 'enc' in header) throw new TokenRefusal('encrypted');
  const hint = lookalikes.find(([pattern]) => pattern.test(token))?.[1];
  if (hint) throw new TokenRefusal('opaque', { hint });
  if (parts.length < 3 && !header) throw new TokenRefusal('opaque');
  const claims = parts.length === 3 ? readPart(parts[1]!) : undefined;
  if (!header || !claims || typeof header.alg !== 'string') throw new TokenRefusal('malformed');
  return { header, claims };
}

/** The JSON object in a part of a token. */
function readPart(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
