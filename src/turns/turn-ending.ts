import { ChatKitError, toErrorEvent } from '../protocol/errors.js';
import type { ErrorEvent } from '../protocol/events.js';
import { isHidden, type ThreadItem } from '../protocol/items.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { Broadcast } from './broadcast.js';
import { languageFor, type TurnContext } from './context.js';
import { hasText, keptWhenStopped, stopNote } from './stopped-turn.js';
import { isLeaseLost, type TurnEnd } from './turn-ledger.js';
import type { TurnParts } from './turn-parts.js';
import type { TurnRecord } from './turn-record.js';

/** Why a turn is stopped from outside. */
export type StopReason = 'cancelled' | 'turn_too_long' | 'shutting_down' | 'thread_deleted' | 'lease_lost';

/** How a turn is recorded that was stopped for a reason. */
const endOf = {
  cancelled: 'cancelled',
  turn_too_long: 'failed',
  shutting_down: 'interrupted',
} as const satisfies Partial<Record<StopReason, TurnEnd>>;

/** The turn that ends. */
export interface EndingTurn {
  /** As the responder has it. */
  thread: ThreadMetadata;
  context: TurnContext;
  record: TurnRecord;
  broadcast: Broadcast;
}

/**
 * How a turn ends: what is kept of it, and what those who watch are told. Each of the ways does the last write, and
 * throws what keeps that from being done; an answer that could not be completed has failed. To stop the responder, and
 * to end the viewers' streams, is the run's.
 */
export class TurnEnding {
  constructor(
    private readonly parts: TurnParts,
    private readonly turn: EndingTurn,
  ) {}

  /** An item that was begun and never ended is not an answer: the client must not go on showing it. */
  async completed(): Promise<TurnEnd> {
    await this.close([], 'completed');
    return 'completed';
  }

  async stopped(reason: StopReason): Promise<TurnEnd> {
    // What belongs to another by now, or is gone, is not written to any more.
    if (reason === 'lease_lost' || reason === 'thread_deleted') {
      this.turn.broadcast.publish(this.errorEvent(new ChatKitError(reason)));
      return 'interrupted';
    }
    const kept = reason === 'cancelled' ? await this.keptOnCancel() : this.keptOnInterruption();
    const error = reason === 'cancelled' ? undefined : this.errorEvent(new ChatKitError(reason));
    await this.close(kept, endOf[reason], { failure: reason, error });
    return endOf[reason];
  }

  async failed(error: unknown): Promise<TurnEnd> {
    const { thread, context, record, broadcast } = this.turn;
    const event = this.errorEvent(error);
    if (isLeaseLost(error)) {
      broadcast.publish(event);
      return 'interrupted';
    }
    const failure = error instanceof ChatKitError ? error.code : event.code;
    const { turnId, requestId } = context;
    this.parts.log.error('turn failed', { turnId, requestId, failure, error });
    const partial = record.unfinished().filter(hasText);
    const kept = partial.length ? [...partial, stopNote('interrupted', thread.id)] : [];
    await this.close(kept, 'failed', { failure, error: event });
    return 'failed';
  }

  private async keptOnCancel(): Promise<ThreadItem[]> {
    const { thread, context, record } = this.turn;
    const unfinished = record.unfinished();
    try {
      return await this.parts.responder.handleStreamCancelled(thread, unfinished, context);
    } catch (error) {
      this.parts.log.error('cancel hook failed', { turnId: context.turnId, error });
      return keptWhenStopped('cancelled', thread.id, unfinished);
    }
  }

  private keptOnInterruption(): ThreadItem[] {
    const { thread, record } = this.turn;
    return keptWhenStopped('interrupted', thread.id, record.unfinished());
  }

  /**
   * The last write of the turn, and what viewers are told of it. They are told of the error also when nothing could
   * be written.
   */
  private async close(
    items: readonly ThreadItem[],
    status: TurnEnd,
    { failure, error }: { failure?: string; error?: ErrorEvent } = {},
  ): Promise<void> {
    const { record, broadcast } = this.turn;
    let changed: ThreadMetadata | undefined;
    try {
      const { kept, dropped, unchanged, thread } = await record.close(items, { status, failure });
      for (const item of kept) broadcast.publish({ type: 'thread.item.done', item });
      for (const item of unchanged) broadcast.publish({ type: 'thread.item.replaced', item });
      for (const item of dropped) {
        if (!isHidden(item)) broadcast.publish({ type: 'thread.item.removed', item_id: item.id });
      }
      changed = thread;
    } finally {
      if (error) broadcast.publish(error);
    }
    if (changed) broadcast.publishThread(changed);
  }

  private errorEvent(error: unknown): ErrorEvent {
    return toErrorEvent(error, languageFor(this.turn.context));
  }
}
