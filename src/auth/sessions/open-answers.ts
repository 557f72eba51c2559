import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Owner } from '../../turns/owner.js';
import type { Revoked } from './session.store.js';

/** Whose request an answer belongs to. */
export interface Asker extends Owner {
  sessionId?: string;
  /** When they signed in: the moment their token was issued, or that of the token the session was made with. */
  authenticatedAt: Date;
}

/** The answers that are being written, so that a stream does not outlive the right to read it. */
@Injectable()
export class OpenAnswers {
  private readonly askers = new Map<ServerResponse, Asker>();

  get size(): number {
    return this.askers.size;
  }

  add(response: ServerResponse, asker: Asker): void {
    this.askers.set(response, asker);
    response.once('close', () => this.askers.delete(response));
  }

  /**
   * Closes the connections of those who may not read on. An answer that has not begun is let be: among them is the one
   * that tells of the sign-out.
   */
  cut({ sessionIds, people }: Revoked): void {
    const ended = new Set(sessionIds);
    const revoked = new Map(people.map((person) => [keyOf(person), person.revokedBefore]));
    for (const [response, asker] of this.askers) {
      const revokedBefore = revoked.get(keyOf(asker));
      const isRevoked =
        (asker.sessionId !== undefined && ended.has(asker.sessionId)) ||
        (revokedBefore !== undefined && asker.authenticatedAt < revokedBefore);
      if (isRevoked && response.headersSent) response.destroy();
    }
  }
}

/** The person as a key: no id can be written so that it reads like another's. */
export const keyOf = ({ ownerId, tenantId }: Owner): string => JSON.stringify([ownerId, tenantId]);
