import { createHash } from 'node:crypto';
import type { Principal } from '../turns/principal.js';

/** Milliseconds for which a token need not be verified again: so long may a key that is withdrawn be trusted. */
const rememberedMs = 60_000;
const maxRemembered = 10_000;

/** A token that was found to be good. */
export interface VerifiedToken {
  principal: Principal;
  /** When it is no longer accepted, in milliseconds since 1970. */
  endsAt: number;
}

/**
 * Tokens that were verified a moment ago: a client sends the same one with each request, and a signature takes a
 * trip through the thread pool to verify. Their digests are kept, not the tokens, and no token beyond its end.
 */
export class VerifiedTokens {
  private readonly byDigest = new Map<string, VerifiedToken>();

  find(token: string): Principal | undefined {
    const found = this.byDigest.get(digestOf(token));
    return found && found.endsAt > Date.now() ? found.principal : undefined;
  }

  add(token: string, { principal, endsAt }: VerifiedToken): void {
    const digest = digestOf(token);
    // Put at the end again: the first of a map is the one that was added longest ago.
    this.byDigest.delete(digest);
    this.byDigest.set(digest, { principal, endsAt: Math.min(endsAt, Date.now() + rememberedMs) });
    if (this.byDigest.size <= maxRemembered) return;
    const [oldest] = this.byDigest.keys();
    this.byDigest.delete(oldest!);
  }
}

const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64');
