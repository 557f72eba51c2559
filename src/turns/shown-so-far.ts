import type { ThreadStreamEvent } from '../protocol/events.js';
import { toItemView, type ThreadItem } from '../protocol/items.js';

/**
 * What a stream has shown so far, for viewers that come to it later: its events in their order, of each item only what
 * it has come to. Text that is still growing is not kept here, and costs nothing here: the turn has copies of it.
 */
export class ShownSoFar {
  /** By item, by kind where only the last of a kind counts, or by number. */
  private readonly entries = new Map<string, ThreadStreamEvent>();

  /** @param event As clients see it. */
  note(event: ThreadStreamEvent): void {
    switch (event.type) {
      case 'thread.item.updated':
        return;
      case 'thread.item.added':
      case 'thread.item.done':
        return this.set(event.item.id, event);
      case 'thread.item.replaced':
        return this.set(event.item.id, this.asFirstSeen(event));
      case 'thread.item.removed':
        return this.set(event.item_id, event);
      case 'thread.updated':
      case 'progress_update':
        // The last one counts, where it came.
        this.entries.delete(event.type);
        return this.set(event.type, event);
      default:
        this.set(`#${this.entries.size}`, event);
    }
  }

  /** @param unfinished The turn's copies of the items that are being written. */
  events(unfinished: readonly ThreadItem[]): ThreadStreamEvent[] {
    return [...this.entries.values()].flatMap((event): ThreadStreamEvent[] => {
      if (event.type !== 'thread.item.added') return [event];
      // Between its last update and its end an item is neither here nor there; its end is shown when it is stored.
      const item = unfinished.find(({ id }) => id === event.item.id);
      return item ? [{ ...event, item: toItemView(structuredClone(item)) }] : [];
    });
  }

  /** A client that has not seen the item before is not told that it was replaced. */
  private asFirstSeen(
    event: Extract<ThreadStreamEvent, { type: 'thread.item.replaced' }>,
  ): ThreadStreamEvent {
    const earlier = this.entries.get(event.item.id);
    const isNew = earlier?.type === 'thread.item.added' || earlier?.type === 'thread.item.done';
    return isNew ? { type: 'thread.item.done', item: event.item } : event;
  }

  private set(key: string, event: ThreadStreamEvent): void {
    this.entries.set(key, event);
  }
}
