import { outputText, type Annotation } from './content.js';
import type { ItemUpdate, ThreadStreamEvent } from './events.js';
import { newItem } from './new-item.js';

/**
 * The events that show an assistant's message in a thread.
 *
 * - A finished text: one `thread.item.done`.
 * - Pieces of a text, from anything that can be iterated asynchronously: the message grows by each, and is done with
 *   all of them. No pieces, no events. Whoever stops reading ends the pieces too; an error of theirs passes through,
 *   and leaves the message unfinished.
 *
 * @param annotations Sources of the text, by position. They are shown when the text is there.
 */
export async function* streamText(
  thread: { id: string },
  text: string | AsyncIterable<string>,
  annotations: readonly Annotation[] = [],
): AsyncGenerator<ThreadStreamEvent, void, undefined> {
  const item = newItem(thread, { type: 'assistant_message', content: [] });
  const updated = (update: ItemUpdate): ThreadStreamEvent => ({
    type: 'thread.item.updated',
    item_id: item.id,
    update,
  });
  if (typeof text === 'string') {
    yield {
      type: 'thread.item.done',
      item: { ...item, content: [{ ...outputText(text), annotations: [...annotations] }] },
    };
    return;
  }

  const content_index = 0;
  let whole: string | undefined;
  for await (const delta of text) {
    if (whole === undefined) {
      yield { type: 'thread.item.added', item };
      yield updated({ type: 'assistant_message.content_part.added', content_index, content: outputText('') });
    }
    whole = (whole ?? '') + delta;
    yield updated({ type: 'assistant_message.content_part.text_delta', content_index, delta });
  }
  if (whole === undefined) return;
  for (const [annotation_index, annotation] of annotations.entries()) {
    yield updated({
      type: 'assistant_message.content_part.annotation_added',
      content_index,
      annotation_index,
      annotation,
    });
  }
  const content = { ...outputText(whole), annotations: [...annotations] };
  yield updated({ type: 'assistant_message.content_part.done', content_index, content });
  yield { type: 'thread.item.done', item: { ...item, content: [content] } };
}
