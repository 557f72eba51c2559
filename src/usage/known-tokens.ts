import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';

const maxKnown = 10_000;

/**
 * Tokens that proved who somebody is, by their hashes. Whoever sends one is let through to its verification when their
 * address is locked out: a stranger in the same network must not sign everybody out.
 */
@Injectable()
export class KnownTokens {
  private readonly hashes = new Set<string>();

  add(authorization: string): void {
    const hash = hashOf(authorization);
    this.hashes.delete(hash);
    this.hashes.add(hash);
    if (this.hashes.size <= maxKnown) return;
    for (const oldest of this.hashes) return void this.hashes.delete(oldest);
  }

  has(authorization: string): boolean {
    return this.hashes.has(hashOf(authorization));
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64');
