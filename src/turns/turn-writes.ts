import type { ThreadMetadata } from '../protocol/thread.js';
import { noUsage, type TurnUsage } from './context.js';
import { keepTrying } from './keep-trying.js';
import { isOutage } from './outage.js';
import { isLeaseLost, type TurnChanges, type TurnLease } from './turn-ledger.js';
import type { TurnParts } from './turn-parts.js';

/**
 * How long a write waits for a storage that is away, in milliseconds. Beyond the 30 s of a lease, since nobody else
 * takes a turn over while the storage is away, and not at once when it is back: see `TurnEngine`.
 */
const waitForStorageMs = 45_000;

/** The turn that is written. */
export interface WrittenTurn {
  lease: TurnLease;
  /** Counted up by others while the turn runs; every write stores what it has come to. */
  usage: Readonly<TurnUsage>;
  /** Aborted when the process cannot wait for the storage any longer. */
  giveUp: AbortSignal;
  /** Called when a write finds that the turn is another's by now. */
  onLeaseLost: () => void;
}

/**
 * The writes of one running turn. They reach the ledger one after another, in the order they were asked for, and wait
 * for a storage that is away. One that comes too late changes nothing: the lease's epoch is its fence.
 */
export class TurnWrites {
  private last: Promise<unknown> = Promise.resolve();
  /** What was written of the usage last. */
  private savedUsage = noUsage();
  /** Since when the storage is away, as far as the writes that wait for it know. */
  private awaySince?: number;

  constructor(
    private readonly parts: TurnParts,
    private readonly turn: WrittenTurn,
  ) {}

  /** Whether the usage has grown since it was written last. */
  get hasNewUsage(): boolean {
    const { usage } = this.turn;
    return (Object.keys(usage) as (keyof TurnUsage)[]).some((name) => usage[name] !== this.savedUsage[name]);
  }

  /** A write that matters. @throws ChatKitError `lease_lost`; the storage's own error when it stays away. */
  write(changes: TurnChanges): Promise<ThreadMetadata | undefined> {
    return this.inTurn(() => this.persist(changes));
  }

  /** A write that the next one makes up for: it does not wait for a storage that is away. */
  writeOnce(changes: TurnChanges): Promise<unknown> {
    return this.inTurn(() => this.commit(changes));
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const write = this.last.then(work);
    this.last = write.catch((error: unknown) => {
      if (isLeaseLost(error)) this.turn.onLeaseLost();
    });
    return write;
  }

  /** Anything else that the turn asks of the storage: it waits for it, too. */
  async patiently<T>(work: () => Promise<T>): Promise<T> {
    // One bound for all: a turn whose item could not be stored does not wait as long again for its end.
    const waitedMs = this.awaySince === undefined ? 0 : Date.now() - this.awaySince;
    const forMs = Math.max(0, waitForStorageMs - waitedMs);
    const attempt = async () => {
      try {
        return await work();
      } catch (error) {
        if (isOutage(error)) this.awaySince ??= Date.now();
        throw error;
      }
    };
    const result = await keepTrying(attempt, { forMs, giveUp: this.turn.giveUp });
    this.awaySince = undefined;
    return result;
  }

  private persist(changes: TurnChanges): Promise<ThreadMetadata | undefined> {
    let isInDoubt = false;
    return this.patiently(async () => {
      try {
        return await this.commit(changes);
      } catch (error) {
        if (isInDoubt && isLeaseLost(error) && (await this.hasEndedAs(changes))) return this.thread(changes);
        isInDoubt ||= isOutage(error);
        throw error;
      }
    });
  }

  private async commit(changes: TurnChanges): Promise<ThreadMetadata | undefined> {
    const usage = { ...this.turn.usage };
    const thread = await this.parts.ledger.commit(this.turn.lease, { ...changes, usage });
    this.savedUsage = usage;
    return thread;
  }

  /** Whether an earlier attempt has ended the turn, and only its answer was lost. */
  private async hasEndedAs({ end }: TurnChanges): Promise<boolean> {
    const { threadId, turnId, principal } = this.turn.lease;
    // A sweeper ends turns so, too, with less of their text.
    if (!end || end.status === 'interrupted') return false;
    const latest = await this.parts.ledger.latest(threadId, principal).catch((error: unknown) => {
      if (isOutage(error)) throw error;
      return undefined;
    });
    return latest?.turnId === turnId && latest.status === end.status;
  }

  private async thread({ threadChanges }: TurnChanges): Promise<ThreadMetadata | undefined> {
    const { threadId, principal } = this.turn.lease;
    return threadChanges && this.parts.store.loadThread(threadId, principal);
  }
}
