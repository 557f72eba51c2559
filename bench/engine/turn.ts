import { outputText } from '../../src/protocol/content.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { AssistantMessageItem } from '../../src/protocol/items.js';

/** What a bench client asks for: one answer, the first word of one and then silence, or many long answers. */
export type Ask = 'answer' | 'hold' | 'long';

const deltasPerAnswer = 100;
const longAnswers = 100;
const word = 'lorem ipsum ';
const longWord = word.repeat(100);

/** Events of a whole stream: the thread, the person's message and the options stand before the answers. */
export const eventsOf = { answer: 3 + deltasPerAnswer + 2, long: 3 + longAnswers * (deltasPerAnswer + 2) };

/** The events that answer; `hold` is the responder's to hold. About 13 MB in 100 messages when they are long. */
export function* answersTo(ask: Ask, threadId: string, newId: () => string): Generator<ThreadStreamEvent> {
  const isLong = ask === 'long';
  for (let left = isLong ? longAnswers : 1; left > 0; left--) {
    yield* answer(threadId, newId(), isLong ? longWord : word);
  }
}

/** A message of 100 deltas, as a model's answer looks when it is mapped. */
function* answer(threadId: string, id: string, delta: string): Generator<ThreadStreamEvent> {
  const created_at = new Date().toISOString();
  const item: AssistantMessageItem = {
    type: 'assistant_message',
    id,
    thread_id: threadId,
    created_at,
    content: [],
  };
  yield { type: 'thread.item.added', item };
  for (let sent = 0; sent < deltasPerAnswer; sent++) {
    yield {
      type: 'thread.item.updated',
      item_id: id,
      update: { type: 'assistant_message.content_part.text_delta', content_index: 0, delta },
    };
  }
  yield { type: 'thread.item.done', item: { ...item, content: [outputText(delta.repeat(deltasPerAnswer))] } };
}
