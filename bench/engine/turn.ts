import { outputText } from '../../src/protocol/content.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { AssistantMessageItem } from '../../src/protocol/items.js';

export const deltasPerTurn = 100;
const word = 'lorem ipsum ';

/** The events of one answer: a message of 100 deltas, as a model's answer looks when it is mapped. */
export function* answerEvents(threadId: string, id: string): Generator<ThreadStreamEvent> {
  const created_at = new Date().toISOString();
  const item: AssistantMessageItem = {
    type: 'assistant_message',
    id,
    thread_id: threadId,
    created_at,
    content: [],
  };
  yield { type: 'thread.item.added', item };
  for (let sent = 0; sent < deltasPerTurn; sent++) {
    yield {
      type: 'thread.item.updated',
      item_id: id,
      update: { type: 'assistant_message.content_part.text_delta', content_index: 0, delta: word },
    };
  }
  yield { type: 'thread.item.done', item: { ...item, content: [outputText(word.repeat(deltasPerTurn))] } };
}
