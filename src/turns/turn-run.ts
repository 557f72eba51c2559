import { setImmediate as nextLoop } from 'node:timers/promises';
import type { ThreadStreamEvent } from '../protocol/events.js';
import { isHidden, type ThreadItem } from '../protocol/items.js';
import { withoutWidgetNulls } from '../protocol/widgets/without-widget-nulls.js';
import { Broadcast } from './broadcast.js';
import { noUsage, type RequestContext, type TurnContext, type TurnUsage } from './context.js';
import { framesOf } from './frames.js';
import { InterruptedError, interruptible, orInterrupted } from './interruptible.js';
import type { StreamingResult } from './results.js';
import { shortCutOf, type TakeAtOnce } from './short-cut.js';
import { TurnEnding, type StopReason } from './turn-ending.js';
import { isLeaseLost, type TurnEnd, type TurnLease } from './turn-ledger.js';
import type { TurnParts } from './turn-parts.js';
import type { TurnPlan } from './turn-plan.js';
import { TurnRecord } from './turn-record.js';
import type { FrameSink, Viewer } from './viewers.js';

/** What a run needs of the turn that was recorded for it. */
export interface TurnStart {
  lease: TurnLease;
  /** Its changes are stored by now. */
  plan: TurnPlan;
  context: RequestContext;
  /** What a viewer's going means when it was the last one. Who only joined does not count. */
  onDisconnect: 'cancel' | 'finish';
  /** Aborted when the process cannot wait for a storage that is away any longer. */
  giveUp: AbortSignal;
}

/**
 * One running turn: takes a responder's events, has stored what is final before anybody sees it, and shows the
 * rest as it comes. It belongs to the server; viewers come and go.
 */
export class TurnRun implements StreamingResult {
  readonly streaming = true;
  /** Settles when the turn has ended and everything is written. Never rejects. */
  readonly finished: Promise<void>;
  private readonly broadcast: Broadcast;
  /** Those that the turn is run for. */
  private readonly askers = new Set<Viewer>();
  private readonly record: TurnRecord;
  private readonly stopper = new AbortController();
  private readonly context: TurnContext;
  private readonly ending: TurnEnding;
  private readonly startedAt = Date.now();
  private settle!: () => void;
  private hasStarted = false;
  private hasEnded = false;

  constructor(
    private readonly parts: TurnParts,
    private readonly turn: TurnStart,
  ) {
    const { lease, plan, context, giveUp } = turn;
    const usage = noUsage();
    this.record = new TurnRecord(parts, {
      lease,
      thread: plan.thread,
      usage,
      giveUp,
      onLeaseLost: () => this.stop('lease_lost'),
    });
    this.broadcast = new Broadcast(lease.turnId, () => this.record.shown());
    this.context = { ...context, turnId: lease.turnId, signal: this.stopper.signal, usage };
    const { record, broadcast } = this;
    this.ending = new TurnEnding(parts, { thread: plan.thread, context: this.context, record, broadcast });
    this.finished = new Promise((resolve) => (this.settle = resolve));
  }

  get turnId(): string {
    return this.turn.lease.turnId;
  }

  get threadId(): string {
    return this.turn.lease.threadId;
  }

  /** What the turn took of the model so far. */
  get usage(): Readonly<TurnUsage> {
    return this.context.usage;
  }

  get lease(): TurnLease {
    return this.turn.lease;
  }

  [Symbol.asyncIterator](): AsyncIterator<string> {
    return framesOf(this);
  }

  attach(viewer: Viewer): void {
    this.askers.add(viewer);
    this.broadcast.watch(viewer);
    this.start();
  }

  detach(viewer: Viewer): void {
    this.askers.delete(viewer);
    this.broadcast.remove(viewer);
    if (this.askers.size === 0 && this.turn.onDisconnect === 'cancel') this.stop('cancelled');
  }

  /**
   * Shows the turn to somebody who joins it: see {@link Broadcast.join}. It begins and goes on without them as it would
   * have.
   */
  join(sink: FrameSink, after?: number): () => void {
    return this.broadcast.join(sink, after);
  }

  /** Lets the turn begin, with or without a viewer. */
  start(): void {
    if (this.hasStarted) return;
    this.hasStarted = true;
    void this.drive();
  }

  /** Ends the turn early. Safe to call at any time, and more than once; the first reason counts. */
  stop(reason: StopReason): void {
    if (!this.hasEnded) this.stopper.abort(reason);
    // A turn that nobody ever looked at must end all the same.
    this.start();
  }

  /** Stores what the turn took of the model, when that has grown since the last write. */
  saveUsage(): void {
    this.record.saveUsage();
  }

  private async drive(): Promise<void> {
    this.parts.monitor?.turnBegan();
    let status: TurnEnd | 'unknown' = 'unknown';
    try {
      status = await this.run();
    } catch (error) {
      // Another took the turn over, the thread was deleted, or the storage does not answer. What is left open
      // in the last case is the sweeper's to close.
      if (isLeaseLost(error)) status = 'interrupted';
      else this.parts.log.error('turn could not be closed', { turnId: this.turnId, error });
    }
    this.hasEnded = true;
    const ms = Date.now() - this.startedAt;
    // What could not be closed is the sweeper's, who calls it interrupted.
    this.broadcast.end(status === 'unknown' ? 'interrupted' : status);
    this.parts.log.info('turn finished', {
      turnId: this.turnId,
      threadId: this.lease.threadId,
      requestId: this.context.requestId,
      status,
      events: this.broadcast.events,
      ms,
    });
    this.parts.monitor?.turnEnded({ status, ms, usage: this.context.usage });
    this.settle();
  }

  private async run(): Promise<TurnEnd> {
    const { plan } = this.turn;
    const { responder } = this.parts;
    try {
      for (const event of plan.opening ?? []) this.broadcast.publish(event);
      const stream_options = responder.getStreamOptions(plan.thread, this.context);
      this.broadcast.publish({ type: 'stream_options', stream_options });
      for (const event of plan.afterOptions ?? []) this.broadcast.publish(event);
      // An answer that is ready at once would keep the first events of others waiting.
      await nextLoop();
      const answer = plan.answer(plan.thread, this.context);
      shortCutOf(answer)?.open((event) => this.takeAtOnce(event));
      for await (const event of interruptible(answer, this.stopper.signal)) {
        const taken = this.take(withoutWidgetNulls(event));
        if (taken) await taken;
        const relief = this.broadcast.relief();
        if (relief) await orInterrupted(relief, this.stopper.signal);
      }
      return await this.ending.completed();
    } catch (error) {
      if (error instanceof InterruptedError) return this.ending.stopped(error.reason as StopReason);
      // The failure may be ours (a write that did not work), and a model or tool still busy behind the responder.
      this.stopper.abort(error);
      return this.ending.failed(error);
    }
  }

  /** Handles an update that comes by a {@link ShortCut}, unless there is something to write or to end first. */
  private takeAtOnce(event: ThreadStreamEvent): ReturnType<TakeAtOnce> {
    if (event.type !== 'thread.item.updated' || this.stopper.signal.aborted) return false;
    if (this.record.threadWasReassigned) return false;
    void this.take(withoutWidgetNulls(event));
    return this.broadcast.relief()?.then(() => undefined);
  }

  /** Handles one event of the responder. Returns a promise only when there is something to wait for. */
  private take(event: ThreadStreamEvent): Promise<void> | undefined {
    switch (event.type) {
      case 'thread.item.updated':
        if (this.record.update(event.item_id, event.update)) this.broadcast.publish(event);
        return this.record.threadWasReassigned ? this.flushThread() : undefined;
      case 'thread.item.done':
      case 'thread.item.replaced':
        return this.takeFinal(event.type, event.item);
      case 'thread.item.removed':
        return this.takeRemoval(event.item_id);
      case 'thread.item.added':
        this.record.begin(event.item);
        this.broadcast.publish(event);
        return this.flushThread();
      default:
        this.broadcast.publish(event);
        return this.flushThread();
    }
  }

  private async takeFinal(
    type: 'thread.item.done' | 'thread.item.replaced',
    item: ThreadItem,
  ): Promise<void> {
    const hides = isHidden(item) && (await this.record.isShown(item.id));
    const stored = await this.record.finish(item);
    // What becomes hidden leaves the view: the event itself tells a client nothing.
    this.broadcast.publish(
      hides ? { type: 'thread.item.removed', item_id: item.id } : { type, item: stored },
    );
    await this.flushThread();
  }

  private async takeRemoval(itemId: string): Promise<void> {
    await this.record.remove(itemId);
    this.broadcast.publish({ type: 'thread.item.removed', item_id: itemId });
    await this.flushThread();
  }

  /** Saves and announces what the responder changed on the thread. */
  private flushThread(): Promise<void> | undefined {
    return this.record.saveThread()?.then((thread) => this.broadcast.publishThread(thread));
  }
}
