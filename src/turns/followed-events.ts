import type { ItemUpdate, ThreadStreamEvent } from '../protocol/events.js';
import { applyUpdate } from '../protocol/fold.js';
import type { AssistantMessageItem, ThreadItem } from '../protocol/items.js';
import type { SnapshotEvent, TurnEndedEvent } from '../protocol/live-events.js';
import type { FrameSink } from './viewers.js';

type LiveEvent = ThreadStreamEvent | SnapshotEvent | TurnEndedEvent;

/** What is told of a joined turn, as its events, one after another. Ends where the frames end. */
export class JoinedEvents implements FrameSink {
  private readonly waiting: LiveEvent[] = [];
  private hasEnded = false;
  private wake = () => {};

  /** @param text One frame, or several. */
  push(text: string): void {
    for (const [, data] of text.matchAll(/^data: (.*)$/gm)) this.waiting.push(JSON.parse(data!) as LiveEvent);
    this.wake();
  }

  end(): void {
    this.hasEnded = true;
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<LiveEvent, void, undefined> {
    for (;;) {
      const event = this.waiting.shift();
      if (event) yield event;
      else if (this.hasEnded) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

/**
 * From what is told of a joined turn to the protocol's events, for a client that knows nothing of snapshots: items come
 * as they are by now, and grow.
 */
export class FollowedEvents {
  /** Items as the client has them that it was shown unfinished. */
  private readonly open = new Map<string, ThreadItem>();
  /** Items that are final, as JSON, as the client has them. */
  private readonly final = new Map<string, string>();
  private hasError = false;

  /** @param known Items that the client has been told of. */
  constructor(known: readonly ThreadItem[]) {
    for (const item of known) this.final.set(item.id, JSON.stringify(item));
  }

  /** Whether the client was told why the turn failed. */
  get toldError(): boolean {
    return this.hasError;
  }

  /** Unfinished items, as they are by now. */
  *unfinished(items: readonly ThreadItem[]): Generator<ThreadStreamEvent> {
    for (const item of items) {
      const shown = this.open.get(item.id);
      if (!shown && this.final.has(item.id)) continue;
      this.open.set(item.id, structuredClone(item));
      if (!shown) yield { type: 'thread.item.added', item };
      else yield* difference(shown, item);
    }
  }

  /** Items as they are stored, those that the client does not have so. @param all Nothing else is to come. */
  *stored(items: readonly ThreadItem[], all: boolean): Generator<ThreadStreamEvent> {
    for (const item of items) {
      if (this.final.get(item.id) === JSON.stringify(item) && !this.open.has(item.id)) continue;
      yield this.done(item);
    }
    if (!all) return;
    for (const item_id of this.open.keys()) yield { type: 'thread.item.removed', item_id };
    this.open.clear();
  }

  /** One event of the turn, unless the client knows it. */
  *live(event: ThreadStreamEvent): Generator<ThreadStreamEvent> {
    switch (event.type) {
      case 'thread.created':
      case 'stream_options':
        return;
      case 'thread.item.added':
        yield* this.unfinished([event.item]);
        return;
      case 'thread.item.updated': {
        const item = this.open.get(event.item_id);
        // Final by now: what it has come to was told.
        if (!item && this.final.has(event.item_id)) return;
        if (item) applyUpdate(item, event.update);
        yield event;
        return;
      }
      case 'thread.item.done':
      case 'thread.item.replaced': {
        const isKnown = this.open.has(event.item.id) || this.final.has(event.item.id);
        const done = this.done(event.item);
        // What the client has not seen was not replaced.
        yield isKnown ? event : done;
        return;
      }
      case 'thread.item.removed':
        this.open.delete(event.item_id);
        this.final.delete(event.item_id);
        yield event;
        return;
      default:
        if (event.type === 'error') this.hasError = true;
        yield event;
    }
  }

  private done(item: ThreadItem): ThreadStreamEvent {
    this.open.delete(item.id);
    this.final.set(item.id, JSON.stringify(item));
    return { type: 'thread.item.done', item };
  }
}

/** What makes one state of an unfinished item the other: text that was added, or else all of it. */
function* difference(from: ThreadItem, to: ThreadItem): Generator<ThreadStreamEvent> {
  if (JSON.stringify(from) === JSON.stringify(to)) return;
  const updates =
    from.type === 'assistant_message' && to.type === 'assistant_message' ? growth(from, to) : undefined;
  if (!updates) yield { type: 'thread.item.replaced', item: to };
  for (const update of updates ?? []) yield { type: 'thread.item.updated', item_id: to.id, update };
}

/** Undefined when the message did more than grow. */
function growth(from: AssistantMessageItem, to: AssistantMessageItem): ItemUpdate[] | undefined {
  const grown = structuredClone(from);
  const updates = to.content.flatMap((part, content_index): ItemUpdate[] => {
    const before = from.content[content_index];
    if (!before) return [{ type: 'assistant_message.content_part.added', content_index, content: part }];
    if (!part.text.startsWith(before.text) || part.text === before.text) return [];
    const delta = part.text.slice(before.text.length);
    return [{ type: 'assistant_message.content_part.text_delta', content_index, delta }];
  });
  for (const update of updates) applyUpdate(grown, update);
  return JSON.stringify(grown) === JSON.stringify(to) ? updates : undefined;
}
