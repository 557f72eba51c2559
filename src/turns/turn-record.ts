import { NotFoundError } from '../protocol/errors.js';
import type { ItemUpdate } from '../protocol/events.js';
import { isHidden, type ThreadItem } from '../protocol/items.js';
import { wellFormedJson } from '../protocol/text.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import { noUsage, type TurnUsage } from './context.js';
import { PendingItems } from './pending-items.js';
import type { ThreadChanges } from './thread-changes.js';
import { ThreadWatch } from './thread-watch.js';
import type { TurnParts } from './turn-parts.js';
import { isLeaseLost, type TurnChanges, type TurnLease } from './turn-ledger.js';

/** Text that may be lost to a crash, in characters; the clock's share is the engine's. */
const checkpointCharacters = 16_384;

/** What the last write of a turn made of what was still open. */
export interface ClosedTurn {
  /** Items that were kept, as they are stored. */
  kept: ThreadItem[];
  /** Items that were shown and are not stored. */
  dropped: ThreadItem[];
  /** Items that were begun anew and not ended, as they are stored from before. */
  unchanged: ThreadItem[];
  /** The thread, when the turn changed it. */
  thread?: ThreadMetadata;
}

/** The turn that a record is kept of. */
export interface RecordedTurn {
  lease: TurnLease;
  thread: ThreadMetadata;
  /** Counted up by others while the turn runs; every write stores what it has come to. */
  usage: Readonly<TurnUsage>;
  /** Called when a write finds that the turn is another's by now. */
  onLeaseLost: () => void;
}

/**
 * Everything that one running turn writes. Writes reach the ledger one after another, in the order they were
 * asked for; items that are not final yet are kept in copies, and stored as checkpoints.
 */
export class TurnRecord {
  private readonly pending = new PendingItems();
  private readonly watch: ThreadWatch;
  private writes: Promise<unknown> = Promise.resolve();
  /** What was written of the usage last. */
  private savedUsage = noUsage();
  private hasCheckpoint = false;
  private isCheckpointing = false;
  private isClosing = false;

  private readonly lease: TurnLease;
  private readonly usage: Readonly<TurnUsage>;
  private readonly onLeaseLost: () => void;

  constructor(
    private readonly parts: TurnParts,
    { lease, thread, usage, onLeaseLost }: RecordedTurn,
  ) {
    this.lease = lease;
    this.usage = usage;
    this.onLeaseLost = onLeaseLost;
    this.watch = new ThreadWatch(thread);
  }

  /** Whether the thread's title or status were set anew. Cheap enough to ask after every delta. */
  get threadWasReassigned(): boolean {
    return this.watch.wasReassigned;
  }

  /** Copies of the items that were begun and are not final yet. */
  unfinished(): ThreadItem[] {
    return this.pending.all();
  }

  begin(item: ThreadItem): void {
    this.pending.add(item);
  }

  /** @returns whether a client may be told. */
  update(itemId: string, update: ItemUpdate): boolean {
    this.pending.update(itemId, update);
    if (this.pending.unsaved >= checkpointCharacters) this.checkpoint();
    return !this.pending.isHidden(itemId);
  }

  /** Stores an item for good, and gives it back as it was stored. */
  async finish(item: ThreadItem): Promise<ThreadItem> {
    const begun = this.pending.get(item.id);
    // An item is as old as its first event: two times would move it about in a client that sorts by them.
    const stored = wellFormedJson(begun ? { ...item, created_at: begun.created_at } : item);
    const shownBefore = this.pending.idsBefore(item.id);
    this.pending.drop(item.id);
    try {
      await this.write({ items: [stored], shownBefore, ...this.checkpointAfter() });
    } catch (error) {
      // An item that was begun is shown and not stored: whoever closes the turn must find it.
      if (begun) this.pending.add(stored);
      throw error;
    }
    return stored;
  }

  async remove(itemId: string): Promise<void> {
    this.pending.drop(itemId);
    await this.write({ removedItemIds: [itemId], ...this.checkpointAfter() });
  }

  /** Saves what was changed on the thread. Undefined, and no promise, when nothing was. */
  saveThread(): Promise<ThreadMetadata> | undefined {
    const changes = this.watch.changes();
    return changes && this.saveThreadWith(changes);
  }

  /** Stores copies of the unfinished items, and the usage, when either has grown since the last time. */
  checkpoint(): void {
    // Each holds the whole text. Were they to queue up, a long answer would keep the database from everybody.
    if (this.isClosing || this.isCheckpointing) return;
    if (this.pending.unsaved === 0 && isSameUsage(this.usage, this.savedUsage)) return;
    this.pending.markCheckpoint();
    this.hasCheckpoint = true;
    this.isCheckpointing = true;
    this.write({ checkpoint: this.pending.all() })
      .catch((error: unknown) => {
        this.parts.log.warn('checkpoint not written', { turnId: this.lease.turnId, error });
      })
      .finally(() => (this.isCheckpointing = false));
  }

  /** The turn's last write: what is kept of the unfinished items, the thread, and how the turn ended. */
  async close(items: readonly ThreadItem[], end: NonNullable<TurnChanges['end']>): Promise<ClosedTurn> {
    this.isClosing = true;
    const threadChanges = this.watch.changes();
    const kept = items.map((item) => wellFormedJson(item));
    const keptIds = new Set(kept.map(({ id }) => id));
    const open = this.pending.all().filter(({ id }) => !keptIds.has(id));
    const thread = await this.write({ items: kept, threadChanges, end });
    const unchanged: ThreadItem[] = [];
    for (const { id } of open) unchanged.push(...(await this.stored(id)));
    const dropped = open.filter((item) => !unchanged.some(({ id }) => id === item.id));
    return { kept, dropped, unchanged, thread };
  }

  /** Whether clients show the item by now: it was begun, or it is stored. */
  async isShown(itemId: string): Promise<boolean> {
    const begun = this.pending.get(itemId);
    return (begun ? [begun] : await this.stored(itemId)).some((item) => !isHidden(item));
  }

  /** The item of that id, if the thread has one. */
  private async stored(itemId: string): Promise<ThreadItem[]> {
    const { threadId, principal } = this.lease;
    try {
      return [await this.parts.store.loadItem(threadId, itemId, principal)];
    } catch (error) {
      if (error instanceof NotFoundError) return [];
      throw error;
    }
  }

  private async saveThreadWith(threadChanges: ThreadChanges): Promise<ThreadMetadata> {
    const thread = await this.write({ threadChanges });
    if (!thread) throw new Error('The ledger did not say what became of the thread.');
    this.watch.markSaved(threadChanges, thread);
    return thread;
  }

  /** An item that is stored by now must not stand in the checkpoint: a sweeper would put its old copy back. */
  private checkpointAfter(): Pick<TurnChanges, 'checkpoint'> {
    return this.hasCheckpoint ? { checkpoint: this.pending.all() } : {};
  }

  private write(changes: TurnChanges): Promise<ThreadMetadata | undefined> {
    const write = this.writes.then(() => {
      this.savedUsage = { ...this.usage };
      return this.parts.ledger.commit(this.lease, { ...changes, usage: this.savedUsage });
    });
    this.writes = write.catch((error: unknown) => {
      if (isLeaseLost(error)) this.onLeaseLost();
    });
    return write;
  }
}

function isSameUsage(one: TurnUsage, other: TurnUsage): boolean {
  return (Object.keys(one) as (keyof TurnUsage)[]).every((name) => one[name] === other[name]);
}
