// Client effects: the answer makes something happen in the page, at once and without asking back. Here it turns the
// lamp of the page's lighthouse on and off. Effects are not stored: a page that is loaded again does not see them.
//
//   curl -N localhost:8010/client-effect --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"Light the lamp, please"}],"attachments":[],"inference_options":{}}}}'

import {
  ChatKitServer,
  MemoryThreadStore,
  streamText,
  userText,
  type ThreadMetadata,
  type ThreadStreamEvent,
  type UserMessageItem,
} from 'nestjs-chatkit';
import { wordByWord } from './museum.js';

export class ClientEffectServer extends ChatKitServer {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(
    thread: ThreadMetadata,
    message: UserMessageItem | null,
  ): AsyncIterable<ThreadStreamEvent> {
    const wish = userText(message?.content ?? []);
    const isLamp = /\blamp\b/i.test(wish);
    if (!isLamp) {
      yield* streamText(thread, 'I can light the lamp, and put it out.');
      return;
    }
    const on = !/\b(out|off)\b/i.test(wish);
    yield { type: 'client_effect', name: 'lamp.switch', data: { on, turnsPerMinute: on ? 4 : 0 } };
    yield* streamText(thread, wordByWord(on ? 'The lamp burns, and turns.' : 'The lamp is out.'));
  }
}
