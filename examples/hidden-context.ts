// Hidden context: what the assistant shall know, and nobody see. The page tells of each exhibit that the person opens;
// a hidden item remembers it, and a later answer uses it. Hidden items leave the server by no list and no stream.
//
//   curl -N localhost:8010/hidden-context --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"What have I seen so far?"}],"attachments":[],"inference_options":{}}}}'
//
// then, with the thread's id that it printed, and ask again after it:
//
//   curl -N localhost:8010/hidden-context --json '{"type":"threads.custom_action","params":{"thread_id":"THREAD","action":{"type":"exhibit.opened","payload":{"id":"log"}}}}'

import {
  ChatKitServer,
  CustomStreamError,
  MemoryThreadStore,
  newItem,
  streamText,
  type Action,
  type ThreadMetadata,
  type ThreadStreamEvent,
  type TurnContext,
  type UserMessageItem,
} from 'nestjs-chatkit';
import { exhibitOf, wordByWord } from './museum.js';

export class HiddenContextServer extends ChatKitServer {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  /** The page calls `sendCustomAction({ type: 'exhibit.opened', payload: { id } })`: no widget is behind it. */
  override async *action(
    thread: ThreadMetadata,
    { type, payload }: Action,
  ): AsyncIterable<ThreadStreamEvent> {
    const exhibit = exhibitOf((payload as { id?: unknown } | undefined)?.id);
    if (type !== 'exhibit.opened' || !exhibit) throw new CustomStreamError('There is no such exhibit.');
    const item = newItem(thread, { type: 'hidden_context_item', content: { opened: exhibit.id } });
    yield { type: 'thread.item.done', item };
  }

  override async *respond(
    thread: ThreadMetadata,
    _message: UserMessageItem | null,
    context: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    const query = { limit: 100, order: 'asc' } as const;
    const { data } = await this.store.loadThreadItems(thread.id, query, context.principal);
    const names = data
      .filter((item) => item.type === 'hidden_context_item')
      .flatMap(({ content }) => exhibitOf((content as { opened?: unknown }).opened)?.name ?? []);
    const answer =
      names.length > 0 ? `You have seen: ${names.join(', ')}.` : 'Nothing yet. Go and look around!';
    yield* streamText(thread, wordByWord(answer));
  }
}
