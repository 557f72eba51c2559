import { Injectable } from '@nestjs/common';
import type { Owner } from '../../turns/owner.js';
import { LookUpCache } from './look-up-cache.js';
import { keyOf, OpenAnswers } from './open-answers.js';
import { SessionStore, type Revoked } from './session.store.js';

/** What another process revoked is seen here after this at the latest. */
const rememberedMs = 60_000;
const maxRemembered = 10_000;

/**
 * Whether sessions and tokens still count. What the database says is remembered for a minute per session and per
 * person; what this process revokes itself, or hears of, counts at once.
 */
@Injectable()
export class Revocations {
  private readonly sessions = new LookUpCache<Date | undefined>(rememberedMs, maxRemembered);
  private readonly people = new LookUpCache<Date | undefined>(rememberedMs, maxRemembered);

  constructor(
    private readonly store: SessionStore,
    private readonly openAnswers: OpenAnswers,
  ) {}

  /** When the person of a session signed in. Nothing when the session stands no more. */
  authenticatedAt(sessionId: string, owner: Owner): Promise<Date | undefined> {
    return this.sessions.get(keyOf(owner) + sessionId, () => this.store.authenticatedAt(sessionId, owner));
  }

  /** When the person last signed out everywhere. */
  revokedBefore(owner: Owner): Promise<Date | undefined> {
    return this.people.get(keyOf(owner), () => this.store.revokedBefore(owner));
  }

  /** Ends the streams of those who may not read on, and forgets what was remembered of them. */
  heed(revoked: Revoked & { of?: Owner }): void {
    // A session's own key begins with that of its person.
    if (revoked.of) this.sessions.forget(keyOf(revoked.of));
    for (const person of revoked.people) {
      this.people.forget(keyOf(person));
      this.sessions.forget(keyOf(person));
    }
    this.openAnswers.cut(revoked);
  }
}
