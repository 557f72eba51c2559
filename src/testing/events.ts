import type { ThreadStreamEvent } from '../protocol/events.js';
import type { ThreadItem } from '../protocol/items.js';

// The events that a responder yields most, in short.

export const added = (item: ThreadItem): ThreadStreamEvent => ({ type: 'thread.item.added', item });
export const done = (item: ThreadItem): ThreadStreamEvent => ({ type: 'thread.item.done', item });
export const replaced = (item: ThreadItem): ThreadStreamEvent => ({ type: 'thread.item.replaced', item });
export const removed = (item_id: string): ThreadStreamEvent => ({ type: 'thread.item.removed', item_id });

/** More text for an assistant message that was added before. */
export const delta = (item_id: string, text: string, content_index = 0): ThreadStreamEvent => ({
  type: 'thread.item.updated',
  item_id,
  update: { type: 'assistant_message.content_part.text_delta', content_index, delta: text },
});
