import { ChatKitError } from '../protocol/errors.js';
import { keepTrying } from './keep-trying.js';
import { InDoubtError, isOutage } from './outage.js';
import type { Principal } from './principal.js';
import { stopNote } from './stopped-turn.js';
import { isLeaseLost, type NewTurn, type TurnChanges, type TurnLease } from './turn-ledger.js';
import type { TurnParts } from './turn-parts.js';

/** How long somebody is kept waiting for a beginning that is in doubt, in milliseconds. */
const decideWithinMs = 8_000;

/**
 * Begins turns, and finds out about those whose beginning is in doubt: the connection was lost while it was being
 * committed. One that turns out to have begun is carried on with. One that nobody waited for any longer is closed when
 * the storage is back, instead of keeping its thread busy until its lease has run out.
 */
export class TurnBeginnings {
  /** Turns that may have begun, and that nobody runs. */
  private readonly doubtful = new Map<string, TurnLease>();

  /** @param giveUp Aborted when the process cannot wait for the storage any longer. */
  constructor(
    private readonly parts: TurnParts,
    private readonly giveUp: AbortSignal,
  ) {}

  /** @throws what `TurnLedger.begin` does; InDoubtError when it is still not known whether the turn has begun. */
  async begin(turn: NewTurn, changes: TurnChanges, principal: Principal): Promise<TurnLease> {
    const { ledger } = this.parts;
    const lease: TurnLease = { turnId: turn.id, threadId: turn.threadId, principal, epoch: 1 };
    const begin = () => ledger.begin(turn, changes, principal);
    try {
      return await begin();
    } catch (error) {
      if (!(error instanceof InDoubtError)) throw error;
      const decide = () => this.decide(lease, begin);
      return keepTrying(decide, { forMs: decideWithinMs, giveUp: this.giveUp }).catch((last: unknown) => {
        if (!isOutage(last)) throw last;
        this.doubtful.set(turn.id, lease);
        throw error;
      });
    }
  }

  /** Closes those of the thread that have begun, or those of all threads. What cannot be asked is asked later. */
  async closeDoubtful(threadId?: string): Promise<void> {
    for (const lease of this.doubtful.values()) {
      if (threadId === undefined || lease.threadId === threadId) await this.close(lease);
    }
  }

  /** The turn when it has begun; otherwise it begins now. */
  private async decide(lease: TurnLease, begin: () => Promise<TurnLease>): Promise<TurnLease> {
    if (await this.hasBegun(lease)) return lease;
    try {
      return await begin();
    } catch (error) {
      // The first attempt may have been committed in between: then the second finds its own turn in its way.
      if (!isOutage(error) && (await this.hasBegun(lease))) return lease;
      throw error;
    }
  }

  private async hasBegun({ threadId, turnId, principal }: TurnLease): Promise<boolean> {
    try {
      const latest = await this.parts.ledger.latest(threadId, principal);
      return latest?.turnId === turnId;
    } catch (error) {
      // The thread would have begun with it.
      if (error instanceof ChatKitError && error.code === 'not_found') return false;
      throw error;
    }
  }

  private async close(lease: TurnLease): Promise<void> {
    const { turnId, threadId } = lease;
    try {
      await this.parts.ledger.commit(lease, {
        items: [stopNote('interrupted', threadId)],
        end: { status: 'interrupted', failure: 'storage_unavailable' },
      });
      this.parts.log.warn('turn was closed whose beginning was in doubt', { turnId, threadId });
    } catch (error) {
      // Lost: it never began, or has an end.
      if (!isLeaseLost(error)) return;
    }
    this.doubtful.delete(turnId);
  }
}
