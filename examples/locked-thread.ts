// Locked threads: when the person is done, the conversation is closed to messages and says why. The button beside it
// opens it again: actions pass where messages do not.
//
//   curl -N localhost:8010/locked-thread --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"Thank you, goodbye"}],"attachments":[],"inference_options":{}}}}'

import {
  button,
  card,
  ChatKitServer,
  CustomStreamError,
  MemoryThreadStore,
  streamText,
  streamWidget,
  text,
  userText,
  type Action,
  type Card,
  type ThreadMetadata,
  type ThreadStreamEvent,
  type UserMessageItem,
  type WidgetItem,
} from 'nestjs-chatkit';
import { wordByWord } from './museum.js';

const doorCard = (isOpen: boolean): Card =>
  card({
    children: [
      text({ value: isOpen ? 'The guide is back.' : 'The guide has gone up to light the lamp.' }),
      isOpen ? null : button({ label: 'Ring the bell', onClickAction: { type: 'thread.open' } }),
    ],
  });

export class LockedThreadServer extends ChatKitServer {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(
    thread: ThreadMetadata,
    message: UserMessageItem | null,
  ): AsyncIterable<ThreadStreamEvent> {
    if (!/goodbye/i.test(userText(message?.content ?? []))) {
      yield* streamText(thread, wordByWord('Ask me whatever you like. When you are done, say goodbye.'));
      return;
    }
    yield* streamText(thread, wordByWord('It was a pleasure.'));
    yield* streamWidget(thread, doorCard(false));
    // Saved and announced; from now on the server answers messages with the reason.
    thread.status = { type: 'locked', reason: 'The guide has left. Ring the bell to go on.' };
  }

  override async *action(
    thread: ThreadMetadata,
    { type }: Action,
    sender: WidgetItem | null,
  ): AsyncIterable<ThreadStreamEvent> {
    if (type !== 'thread.open' || !sender) throw new CustomStreamError('There is no such bell.');
    thread.status = { type: 'active' };
    yield { type: 'thread.item.replaced', item: { ...sender, widget: doorCard(true) } };
  }
}
