import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { AssistantMessageItem, ThreadItem, UserMessageItem } from '../../src/protocol/items.js';
import { newId } from '../../src/protocol/ids.js';
import { outputText } from '../../src/protocol/content.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import type { TurnContext } from '../../src/turns/context.js';
import { Responder } from '../../src/turns/responder.js';

export type Script = (
  thread: ThreadMetadata,
  input: UserMessageItem | null,
  context: TurnContext,
) => AsyncIterable<ThreadStreamEvent>;

/** A responder that does what the test at hand tells it to. */
export class ScriptedResponder extends Responder {
  script: Script = async function* () {};
  /** How each call ended. */
  readonly calls: { thread: ThreadMetadata; input: UserMessageItem | null; context: TurnContext }[] = [];

  override respond(
    thread: ThreadMetadata,
    input: UserMessageItem | null,
    context: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    this.calls.push({ thread, input, context });
    return this.script(thread, input, context);
  }
}

export function assistantMessage(
  threadId: string,
  text?: string,
  id = newId('message'),
): AssistantMessageItem {
  return {
    type: 'assistant_message',
    id,
    thread_id: threadId,
    created_at: new Date().toISOString(),
    content: text === undefined ? [] : [outputText(text)],
  };
}

export const added = (item: ThreadItem): ThreadStreamEvent => ({ type: 'thread.item.added', item });
export const done = (item: ThreadItem): ThreadStreamEvent => ({ type: 'thread.item.done', item });
export const removed = (item_id: string): ThreadStreamEvent => ({ type: 'thread.item.removed', item_id });

export const delta = (item_id: string, text: string, content_index = 0): ThreadStreamEvent => ({
  type: 'thread.item.updated',
  item_id,
  update: { type: 'assistant_message.content_part.text_delta', content_index, delta: text },
});

/** Waits for ever, or until the turn is stopped; a responder that never comes to an end by itself. */
export const untilStopped = ({ signal }: TurnContext): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
