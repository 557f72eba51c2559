import { NotFoundError } from '../protocol/errors.js';
import type { ItemUpdate } from '../protocol/events.js';
import { isHidden, type ThreadItem } from '../protocol/items.js';
import { wellFormedJson } from '../protocol/text.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import { PendingItems } from './pending-items.js';
import type { ThreadChanges } from './thread-changes.js';
import { ThreadWatch } from './thread-watch.js';
import type { TurnParts } from './turn-parts.js';
import type { TurnChanges, TurnLease } from './turn-ledger.js';
import { TurnWrites, type WrittenTurn } from './turn-writes.js';

/** Text that may be lost to a crash: as many characters, or what came in as many milliseconds, and in the write itself. */
const checkpointCharacters = 16_384;
const checkpointAfterMs = 1_000;

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
export interface RecordedTurn extends WrittenTurn {
  thread: ThreadMetadata;
}

/**
 * Everything that one running turn writes: see {@link TurnWrites} for how. Items that are not final yet are kept in
 * copies, and stored as checkpoints.
 */
export class TurnRecord {
  private readonly pending = new PendingItems();
  private readonly watch: ThreadWatch;
  private readonly writes: TurnWrites;
  private hasCheckpoint = false;
  private isCheckpointing = false;
  /** Runs from the first change on that no checkpoint has. */
  private due?: NodeJS.Timeout;
  /** The last checkpoint could not be written. */
  private isBehind = false;
  private isClosing = false;

  private readonly lease: TurnLease;

  constructor(
    private readonly parts: TurnParts,
    { thread, ...turn }: RecordedTurn,
  ) {
    this.lease = turn.lease;
    this.writes = new TurnWrites(parts, turn);
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

  /** The unfinished items as clients show them after the last event that was published. */
  shown(): ThreadItem[] {
    return this.pending.shown();
  }

  begin(item: ThreadItem): void {
    this.pending.add(item);
    this.startClock();
  }

  /** @returns whether a client may be told. */
  update(itemId: string, update: ItemUpdate): boolean {
    this.pending.update(itemId, update);
    if (this.pending.unsaved >= checkpointCharacters) this.checkpoint();
    else if (this.due === undefined && this.pending.unsaved > 0) this.startClock();
    return !this.pending.isHidden(itemId);
  }

  /** Stores an item for good, and gives it back as it was stored. */
  async finish(item: ThreadItem): Promise<ThreadItem> {
    const begun = this.pending.get(item.id);
    // An item is as old as its first event: two times would move it about in a client that sorts by them.
    const stored = wellFormedJson(begun ? { ...item, created_at: begun.created_at } : item);
    const shownBefore = this.pending.idsBefore(item.id);
    this.pending.leave(item.id);
    try {
      await this.writes.write({ items: [stored], shownBefore, ...this.checkpointAfter() });
      this.pending.drop(item.id);
    } catch (error) {
      // An item that was begun is shown and not stored: whoever closes the turn must find it.
      if (begun) this.pending.add(stored);
      else this.pending.drop(item.id);
      throw error;
    }
    return stored;
  }

  async remove(itemId: string): Promise<void> {
    this.pending.leave(itemId);
    await this.writes
      .write({ removedItemIds: [itemId], ...this.checkpointAfter() })
      .finally(() => this.pending.drop(itemId));
  }

  /** Saves what was changed on the thread. Undefined, and no promise, when nothing was. */
  saveThread(): Promise<ThreadMetadata> | undefined {
    const changes = this.watch.changes();
    return changes && this.saveThreadWith(changes);
  }

  /** Stores the usage when it has grown, and no checkpoint is about to. */
  saveUsage(): void {
    if (this.due === undefined && this.writes.hasNewUsage) this.checkpoint();
  }

  private startClock(): void {
    this.due ??= setTimeout(() => {
      this.due = undefined;
      this.checkpoint();
    }, checkpointAfterMs).unref();
  }

  private stopClock(): void {
    clearTimeout(this.due);
    this.due = undefined;
  }

  /** Stores copies of the unfinished items, with the usage. */
  private checkpoint(): void {
    // Each holds the whole text. Were they to queue up, a long answer would keep the database from everybody. What
    // comes while one is written starts the clock anew when it is written.
    if (this.isClosing || this.isCheckpointing) return;
    this.stopClock();
    this.pending.markCheckpoint();
    this.hasCheckpoint = true;
    this.isCheckpointing = true;
    this.writes
      .writeOnce({ checkpoint: this.pending.all() })
      .then(
        () => (this.isBehind = false),
        (error: unknown) => {
          // Once for each outage, not for each second of it.
          const { turnId } = this.lease;
          if (!this.isBehind) this.parts.log.warn('checkpoint not written', { turnId, error });
          this.isBehind = true;
        },
      )
      .finally(() => {
        this.isCheckpointing = false;
        if (!this.isClosing && (this.isBehind || this.pending.unsaved > 0)) this.startClock();
      });
  }

  /** The turn's last write: what is kept of the unfinished items, the thread, and how the turn ended. */
  async close(items: readonly ThreadItem[], end: NonNullable<TurnChanges['end']>): Promise<ClosedTurn> {
    this.isClosing = true;
    this.stopClock();
    const threadChanges = this.watch.changes();
    const kept = items.map((item) => wellFormedJson(item));
    const keptIds = new Set(kept.map(({ id }) => id));
    const open = this.pending.all().filter(({ id }) => !keptIds.has(id));
    const thread = await this.writes.write({ items: kept, threadChanges, end });
    const unchanged: ThreadItem[] = [];
    for (const { id } of open) unchanged.push(...(await this.stored(id)));
    const dropped = open.filter((item) => !unchanged.some(({ id }) => id === item.id));
    this.pending.clear();
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
      return [await this.writes.patiently(() => this.parts.store.loadItem(threadId, itemId, principal))];
    } catch (error) {
      if (error instanceof NotFoundError) return [];
      throw error;
    }
  }

  private async saveThreadWith(threadChanges: ThreadChanges): Promise<ThreadMetadata> {
    const thread = await this.writes.write({ threadChanges });
    if (!thread) throw new Error('The ledger did not say what became of the thread.');
    this.watch.markSaved(threadChanges, thread);
    return thread;
  }

  /** An item that is stored by now must not stand in the checkpoint: a sweeper would put its old copy back. */
  private checkpointAfter(): Pick<TurnChanges, 'checkpoint'> {
    return this.hasCheckpoint ? { checkpoint: this.pending.all() } : {};
  }
}
