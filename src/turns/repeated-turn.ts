import { setTimeout as pause } from 'node:timers/promises';
import { ChatKitError, failures, NotFoundError, StreamError, toErrorEvent } from '../protocol/errors.js';
import { toFrame, type ThreadStreamEvent } from '../protocol/events.js';
import { isHidden, toItemView, type ThreadItem } from '../protocol/items.js';
import { toThreadView } from '../protocol/thread.js';
import { languageFor, type RequestContext } from './context.js';
import { FollowedEvents, JoinedEvents } from './followed-events.js';
import { framesOf } from './frames.js';
import { nextLookMs } from './jitter.js';
import type { LiveTurns } from './live-turns.js';
import type { StreamingResult } from './results.js';
import type { KeyedTurn } from './turn-ledger.js';
import type { TurnParts } from './turn-parts.js';
import type { Viewer } from './viewers.js';

/**
 * A turn that this process does not run: what its person said comes from the storage at once, and what is answered as it
 * is written; or, where no process tells of it, as it is stored. Whoever folds the events has the items that a list
 * gives; events that leave nothing behind, such as progress and effects on the page, are not told again.
 */
export class RepeatedTurn implements StreamingResult {
  readonly streaming = true;
  /** With what ends their following. */
  private readonly viewers = new Map<Viewer, () => void>();

  constructor(
    private readonly parts: TurnParts,
    private readonly turn: KeyedTurn,
    private readonly request: { key: string; context: RequestContext; live: LiveTurns },
  ) {}

  get turnId(): string {
    return this.turn.turnId;
  }

  get threadId(): string {
    return this.turn.threadId;
  }

  [Symbol.asyncIterator](): AsyncIterator<string> {
    return framesOf(this);
  }

  attach(viewer: Viewer): void {
    this.viewers.set(viewer, () => {});
    void this.show(viewer);
  }

  /** The turn goes on: it is another process that runs it, if any does. */
  detach(viewer: Viewer): void {
    this.viewers.get(viewer)?.();
    this.viewers.delete(viewer);
  }

  private async show(viewer: Viewer): Promise<void> {
    const { turnId } = this;
    try {
      for await (const event of this.events(viewer)) {
        if (!this.viewers.has(viewer)) return;
        viewer.push(toFrame(event), event);
        if (viewer.congested) await viewer.relief();
      }
    } catch (error) {
      if (!(error instanceof NotFoundError)) {
        this.parts.log.error('stored turn could not be told', { turnId, error });
      }
      const event = this.errorEvent(error);
      viewer.push(toFrame(event), event);
    }
    viewer.end();
  }

  private async *events(viewer: Viewer): AsyncGenerator<ThreadStreamEvent> {
    const { parts, turn } = this;
    const { context } = this.request;
    const { principal } = context;
    const thread = await parts.store.loadThread(turn.threadId, principal);
    if (turn.beganThread) yield { type: 'thread.created', thread: toThreadView(thread) };
    const beginning = (await this.items()).filter(({ id }) => turn.itemIds.includes(id));
    const type = turn.kind === 'message' ? 'thread.item.done' : 'thread.item.replaced';
    for (const item of beginning) yield { type, item };
    yield { type: 'stream_options', stream_options: parts.responder.getStreamOptions(thread, context) };
    for (const item_id of turn.removedItemIds) yield { type: 'thread.item.removed', item_id };
    const followed = new FollowedEvents(beginning);
    if (turn.status === 'running') yield* this.follow(viewer, followed);
    const { status, failure } = await this.end(viewer);
    yield* followed.stored(await this.items(), true);
    const isCutOff = status === 'failed' || status === 'interrupted';
    if (isCutOff && !followed.toldError) yield this.errorEvent(toFailure(failure));
    const latest = await parts.store.loadThread(turn.threadId, principal);
    yield { type: 'thread.updated', thread: toThreadView(latest) };
  }

  /** What comes while the turn runs in another process: its events where they are relayed, else what it stores. */
  private async *follow(viewer: Viewer, followed: FollowedEvents): AsyncGenerator<ThreadStreamEvent> {
    const { live, context } = this.request;
    const joined = new JoinedEvents();
    const { threadId, turnId } = this;
    const leave = live.follow(turnId, undefined, { threadId, principal: context.principal, sink: joined });
    this.viewers.set(viewer, () => {
      leave();
      joined.end();
    });
    try {
      for await (const event of joined) {
        if (event.type === 'turn.ended') return;
        if (event.type === 'snapshot') {
          // What was final by then is stored. What has become so since is told once more by its own event.
          const stored = await this.items();
          yield* followed.stored(
            stored.filter(({ id }) => !event.items.some((item) => item.id === id)),
            false,
          );
          yield* followed.unfinished(event.items);
        } else yield* followed.live(event);
      }
    } finally {
      leave();
    }
  }

  /** The turn once it has ended, or as it is when nobody waits for that any more. */
  private async end(viewer: Viewer): Promise<KeyedTurn> {
    const { key, context } = this.request;
    let { turn } = this;
    while (turn.status === 'running' && this.viewers.has(viewer)) {
      await pause(nextLookMs());
      const found = await this.parts.ledger.findKeyed(key, context.principal);
      if (!found?.status) throw new ChatKitError('thread_deleted');
      turn = found;
    }
    return turn;
  }

  private async items(): Promise<ThreadItem[]> {
    const { key, context } = this.request;
    const items = await this.parts.ledger.loadKeyedItems(key, context.principal);
    return items.filter((item) => !isHidden(item)).map(toItemView);
  }

  private errorEvent(error: unknown) {
    return toErrorEvent(error, languageFor(this.request.context));
  }
}

/** What ended a turn, by the code that is stored of it. */
function toFailure(code: string | undefined): unknown {
  return code !== undefined && Object.hasOwn(failures, code)
    ? new ChatKitError(code as keyof typeof failures)
    : new StreamError();
}
