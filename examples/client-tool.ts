// Client tools: the page knows something that the server does not, here which exhibits are marked on its floor plan.
// The turn ends with the call; the page's answer begins the next one, and `respond` goes on.
//
//   curl -N localhost:8010/client-tool --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"Tell me about what I marked"}],"attachments":[],"inference_options":{}}}}'
//
// then, with the thread's id that it printed:
//
//   curl -N localhost:8010/client-tool --json '{"type":"threads.add_client_tool_output","params":{"thread_id":"THREAD","result":{"ids":["bell","log"]}}}'

import {
  ChatKitServer,
  MemoryThreadStore,
  newId,
  newItem,
  streamText,
  type ThreadMetadata,
  type ThreadStreamEvent,
  type TurnContext,
  type UserMessageItem,
} from 'nestjs-chatkit';
import { exhibitOf, wordByWord } from './museum.js';

export class ClientToolServer extends ChatKitServer {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(
    thread: ThreadMetadata,
    message: UserMessageItem | null,
    context: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    if (message) {
      yield { type: 'progress_update', icon: 'maps', text: 'Looking at your floor plan' };
      const call = newItem(thread, {
        type: 'client_tool_call',
        status: 'pending',
        call_id: newId('tool_call'),
        name: 'get_marked_exhibits',
        arguments: { floor: 'all' },
      });
      yield { type: 'thread.item.done', item: call };
      return;
    }
    const query = { limit: 20, order: 'desc' } as const;
    const { data } = await this.store.loadThreadItems(thread.id, query, context.principal);
    const call = data.find((item) => item.type === 'client_tool_call');
    yield* streamText(thread, wordByWord(describe(call?.output)));
  }
}

/** The page's answer is input like any other: nothing about its shape is sure. */
function describe(output: unknown): string {
  const { ids } = (output ?? {}) as { ids?: unknown };
  const marked = (Array.isArray(ids) ? ids : []).flatMap((id) => exhibitOf(id) ?? []);
  if (marked.length === 0) return 'Nothing is marked on your floor plan.';
  return marked.map(({ name, story }) => `${name}: ${story}`).join(' ');
}
