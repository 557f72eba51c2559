import { newId } from '../protocol/ids.js';
import type { SdkHiddenContextItem, ThreadItem } from '../protocol/items.js';

// What remains of a turn that did not reach its end.

const notes = {
  cancelled:
    'The user stopped the previous answer before it was complete. Do not continue it or the request behind it unless the user asks for that.',
  interrupted:
    'The previous answer was cut off before it was complete, and not by the user, who may ask for it again.',
} as const;

/** Whether a partial item holds anything that a person could read. */
export function hasText(item: ThreadItem): boolean {
  return item.type === 'assistant_message' && item.content.some(({ text }) => text.trim() !== '');
}

/** The hidden item that tells the model, in its next turn, that the last answer is not whole. */
export function stopNote(why: keyof typeof notes, threadId: string, now = new Date()): SdkHiddenContextItem {
  return {
    type: 'sdk_hidden_context',
    id: newId('sdk_hidden_context'),
    thread_id: threadId,
    created_at: now.toISOString(),
    content: notes[why],
  };
}

/** Partial assistant messages that have text, then the note for the model. */
export function keptWhenStopped(
  why: keyof typeof notes,
  threadId: string,
  pendingItems: readonly ThreadItem[],
  now?: Date,
): ThreadItem[] {
  return [...pendingItems.filter(hasText), stopNote(why, threadId, now)];
}
