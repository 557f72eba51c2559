import { ChatKitError, toErrorEvent } from '../protocol/errors.js';
import type { ThreadStreamEvent } from '../protocol/events.js';
import { isHidden, toItemView, type ThreadItem } from '../protocol/items.js';
import { wellFormedJson } from '../protocol/text.js';
import { toThreadView, type ThreadMetadata } from '../protocol/thread.js';
import type { RequestContext, TurnContext } from './context.js';
import { noUsage } from './context.js';
import { InterruptedError, interruptible } from './interruptible.js';
import type { Log } from './log.js';
import { PendingItems } from './pending-items.js';
import type { Responder } from './responder.js';
import type { StreamingResult } from './results.js';
import { hasText, keptWhenStopped, stopNote } from './stopped-turn.js';
import type { ThreadStore } from './thread-store.js';
import { ThreadWatch } from './thread-watch.js';
import type { TurnChanges, TurnEnd, TurnLease, TurnLedger } from './turn-ledger.js';
import { Viewers, type Viewer } from './viewers.js';

/** Why a turn is stopped from outside. */
export type StopReason = 'cancelled' | 'turn_too_long' | 'shutting_down' | 'lease_lost';

export interface TurnParts {
  store: ThreadStore;
  ledger: TurnLedger;
  responder: Responder;
  log: Log;
}

export interface TurnStart {
  lease: TurnLease;
  thread: ThreadMetadata;
  context: RequestContext;
  /** Events that stand before the options and the answer; what they tell of is already stored. */
  opening: readonly ThreadStreamEvent[];
  answer(thread: ThreadMetadata, context: TurnContext): AsyncIterable<ThreadStreamEvent>;
  /** What a viewer's going means when it was the last one. */
  onDisconnect: 'cancel' | 'finish';
}

type FinalEvent = Extract<ThreadStreamEvent, { type: 'thread.item.done' | 'thread.item.replaced' }>;

/** Text that may be lost to a crash, in characters; the clock's share is the engine's. */
const checkpointCharacters = 16_384;

/**
 * One running turn: takes a responder's events, stores what is final before anybody sees it, and shows the rest
 * as it comes. It belongs to the server; viewers come and go.
 */
export class TurnRun implements StreamingResult {
  readonly streaming = true;
  /** Settles when the turn has ended and everything is written. Never rejects. */
  readonly finished: Promise<void>;
  private readonly viewers = new Viewers();
  private readonly pending = new PendingItems();
  private readonly watch: ThreadWatch;
  private readonly stopper = new AbortController();
  private readonly context: TurnContext;
  private readonly startedAt = Date.now();
  private settle!: () => void;
  private running = false;
  private closing = false;
  private ended = false;
  private hasCheckpoint = false;
  private writes: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly parts: TurnParts,
    private readonly turn: TurnStart,
  ) {
    this.watch = new ThreadWatch(turn.thread);
    this.context = {
      ...turn.context,
      turnId: turn.lease.turnId,
      signal: this.stopper.signal,
      usage: noUsage(),
    };
    this.finished = new Promise((resolve) => (this.settle = resolve));
  }

  get turnId(): string {
    return this.turn.lease.turnId;
  }

  get lease(): TurnLease {
    return this.turn.lease;
  }

  attach(viewer: Viewer): void {
    if (this.ended) return viewer.end();
    this.viewers.add(viewer);
    this.start();
  }

  detach(viewer: Viewer): void {
    this.viewers.remove(viewer);
    if (this.viewers.isEmpty && this.turn.onDisconnect === 'cancel') this.stop('cancelled');
  }

  /** Lets the turn begin, with or without a viewer. */
  start(): void {
    if (this.running) return;
    this.running = true;
    void this.drive();
  }

  /** Ends the turn early. Safe to call at any time, and more than once; the first reason counts. */
  stop(reason: StopReason): void {
    if (!this.ended) this.stopper.abort(reason);
    // A turn that nobody ever looked at must end all the same.
    this.start();
  }

  /** Stores copies of the unfinished items, when they have grown since the last time. */
  checkpoint(): void {
    if (this.closing || this.pending.unsaved === 0) return;
    this.pending.markCheckpoint();
    this.hasCheckpoint = true;
    this.write({ checkpoint: this.pending.all() }).catch((error: unknown) => {
      this.parts.log.warn('checkpoint not written', { turnId: this.turnId, error });
    });
  }

  private async drive(): Promise<void> {
    let status: TurnEnd | 'unknown' = 'unknown';
    try {
      status = await this.run();
    } catch (error) {
      // Another took the turn over, the thread was deleted, or the storage does not answer. What is left open
      // in the last case is the sweeper's to close.
      if (isLeaseLost(error)) status = 'interrupted';
      else this.parts.log.error('turn could not be closed', { turnId: this.turnId, error });
    }
    this.ended = true;
    this.viewers.end();
    this.parts.log.info('turn finished', {
      turnId: this.turnId,
      threadId: this.turn.lease.threadId,
      requestId: this.context.requestId,
      status,
      events: this.viewers.published,
      ms: Date.now() - this.startedAt,
    });
    this.settle();
  }

  private async run(): Promise<TurnEnd> {
    const { thread, opening, context } = this.turn;
    try {
      for (const event of opening) this.publish(event);
      this.publish({
        type: 'stream_options',
        stream_options: this.parts.responder.getStreamOptions(thread, context),
      });
      for await (const event of interruptible(this.turn.answer(thread, this.context), this.stopper.signal)) {
        const wait = this.take(event) ?? this.viewers.relief();
        if (wait) await wait;
      }
      await this.complete();
      return 'completed';
    } catch (error) {
      return error instanceof InterruptedError
        ? await this.endStopped(error.reason as StopReason)
        : await this.endFailed(error);
    }
  }

  /** Handles one event of the responder. Returns a promise only when there is something to wait for. */
  private take(event: ThreadStreamEvent): Promise<void> | undefined {
    switch (event.type) {
      case 'thread.item.updated':
        this.pending.update(event.item_id, event.update);
        if (this.pending.unsaved >= checkpointCharacters) this.checkpoint();
        this.publish(event);
        return this.watch.wasReassigned ? this.flushThread() : undefined;
      case 'thread.item.added':
        this.pending.add(event.item);
        this.publish(event);
        return this.flushThread();
      case 'thread.item.done':
      case 'thread.item.replaced':
        return this.takeFinal(event);
      case 'thread.item.removed':
        return this.takeRemoval(event.item_id);
      default:
        this.publish(event);
        return this.flushThread();
    }
  }

  private async takeFinal(event: FinalEvent): Promise<void> {
    const item = wellFormedJson(event.item);
    const shownBefore = this.pending.idsBefore(item.id);
    this.pending.drop(item.id);
    await this.write({ items: [item], shownBefore, ...this.checkpointAfter() });
    this.publish({ ...event, item });
    await this.flushThread();
  }

  private async takeRemoval(itemId: string): Promise<void> {
    this.pending.drop(itemId);
    await this.write({ removedItemIds: [itemId], ...this.checkpointAfter() });
    this.publish({ type: 'thread.item.removed', item_id: itemId });
    await this.flushThread();
  }

  /** An item that is stored by now must not stand in the checkpoint: a sweeper would put its old copy back. */
  private checkpointAfter(): Pick<TurnChanges, 'checkpoint'> {
    return this.hasCheckpoint ? { checkpoint: this.pending.all() } : {};
  }

  /** Saves and announces what the responder changed on the thread. */
  private flushThread(): Promise<void> | undefined {
    const changes = this.watch.changes();
    return changes && this.saveThread(changes);
  }

  private async saveThread(changes: Partial<ThreadMetadata>): Promise<void> {
    const thread = await this.threadWith(changes);
    await this.write({ thread });
    this.watch.markSaved();
    this.publish({ type: 'thread.updated', thread: toThreadView(thread) });
  }

  /** The stored thread with our changes only: a person may have renamed it while the turn ran. */
  private async threadWith(changes: Partial<ThreadMetadata>): Promise<ThreadMetadata> {
    const { lease } = this.turn;
    const stored = await this.parts.store.loadThread(lease.threadId, lease.principal);
    return wellFormedJson({ ...stored, ...changes });
  }

  private async complete(): Promise<void> {
    const changes = this.watch.changes();
    const thread = changes && (await this.threadWith(changes));
    // An item that was begun and never ended is not an answer: the client must not go on showing it.
    const abandoned = this.pending.all();
    await this.writeLast({ thread, end: { status: 'completed', usage: this.context.usage } });
    this.publishRemovals(abandoned);
    if (thread) this.publish({ type: 'thread.updated', thread: toThreadView(thread) });
  }

  private async endStopped(reason: StopReason): Promise<TurnEnd> {
    if (reason === 'lease_lost') {
      this.publish(toErrorEvent(new ChatKitError('lease_lost')));
      return 'interrupted';
    }
    const status = (
      { cancelled: 'cancelled', turn_too_long: 'failed', shutting_down: 'interrupted' } as const
    )[reason];
    const kept = await this.keptAfterStop(reason);
    await this.close(kept, { status, usage: this.context.usage, failure: reason });
    if (reason !== 'cancelled') this.publish(toErrorEvent(new ChatKitError(reason)));
    return status;
  }

  private async keptAfterStop(reason: Exclude<StopReason, 'lease_lost'>): Promise<ThreadItem[]> {
    const { thread } = this.turn;
    const pending = this.pending.all();
    if (reason !== 'cancelled') return keptWhenStopped('interrupted', thread.id, pending);
    try {
      return await this.parts.responder.handleStreamCancelled(thread, pending, this.context);
    } catch (error) {
      this.parts.log.error('cancel hook failed', { turnId: this.turnId, error });
      return keptWhenStopped('cancelled', thread.id, pending);
    }
  }

  private async endFailed(error: unknown): Promise<TurnEnd> {
    const event = toErrorEvent(error);
    const failure = error instanceof ChatKitError ? error.code : event.code;
    this.parts.log.error('turn failed', {
      turnId: this.turnId,
      requestId: this.context.requestId,
      failure,
      error,
    });
    if (isLeaseLost(error)) {
      this.publish(event);
      return 'interrupted';
    }
    const partial = this.pending.all().filter(hasText);
    const kept = partial.length ? [...partial, stopNote('interrupted', this.turn.thread.id)] : [];
    try {
      await this.close(kept, { status: 'failed', usage: this.context.usage, failure });
    } finally {
      this.publish(event);
    }
    return 'failed';
  }

  /** The last write of a turn that did not reach its end, and what viewers are told of it. */
  private async close(kept: ThreadItem[], end: NonNullable<TurnChanges['end']>): Promise<void> {
    const changes = this.watch.changes();
    const thread = changes && (await this.threadWith(changes));
    const items = kept.map((item) => wellFormedJson(item));
    const keptIds = new Set(items.map(({ id }) => id));
    const dropped = this.pending.all().filter(({ id }) => !keptIds.has(id));
    await this.writeLast({ items, thread, end });
    for (const item of items) this.publish({ type: 'thread.item.done', item });
    this.publishRemovals(dropped);
    if (thread) this.publish({ type: 'thread.updated', thread: toThreadView(thread) });
  }

  private publishRemovals(items: readonly ThreadItem[]): void {
    for (const { id, ...item } of items) {
      if (!isHidden({ id, ...item } as ThreadItem))
        this.publish({ type: 'thread.item.removed', item_id: id });
    }
  }

  private writeLast(changes: TurnChanges): Promise<void> {
    this.closing = true;
    return this.write(changes);
  }

  /** Writes of a turn reach the ledger one after another, in the order they were asked for. */
  private write(changes: TurnChanges): Promise<void> {
    const write = this.writes.then(() => this.parts.ledger.commit(this.turn.lease, changes));
    this.writes = write.catch((error: unknown) => {
      if (isLeaseLost(error)) this.stop('lease_lost');
    });
    return write;
  }

  /** Sends an event to the viewers, unless it tells of something hidden. */
  private publish(event: ThreadStreamEvent): void {
    if (!('item' in event)) return this.viewers.publish(event);
    if (isHidden(event.item)) return;
    this.viewers.publish({ ...event, item: toItemView(event.item) });
  }
}

function isLeaseLost(error: unknown): boolean {
  return error instanceof ChatKitError && error.code === 'lease_lost';
}
