// Titles: a conversation gets its name once, beside the first answer and not before it. The thread that `respond` is
// handed is live: setting its title is all it takes, and it is saved and announced with the next event.
//
//   curl -N localhost:8010/thread-title --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"Why did they paint the tower white?"}],"attachments":[],"inference_options":{}}}}'

import {
  ChatKitServer,
  MemoryThreadStore,
  streamText,
  userText,
  type ThreadMetadata,
  type ThreadStreamEvent,
  type UserMessageItem,
} from 'nestjs-chatkit';
import { pause, wordByWord } from './museum.js';

export class ThreadTitleServer extends ChatKitServer {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(
    thread: ThreadMetadata,
    message: UserMessageItem | null,
  ): AsyncIterable<ThreadStreamEvent> {
    // A title that is there stays: the person may have written it.
    const naming = message && thread.title === undefined ? nameThread(thread, message) : undefined;
    yield* streamText(thread, wordByWord('White is seen from far away by day, as the lamp is by night.'));
    // By now it is long there; a title that came after the answer would be saved all the same.
    await naming;
  }
}

/** Stands for a call to a small model, which takes its time. */
async function nameThread(thread: ThreadMetadata, { content }: UserMessageItem): Promise<void> {
  await pause(50);
  const words = userText(content)
    .replace(/[?!.]+$/, '')
    .split(/\s+/);
  thread.title = words.length > 6 ? `${words.slice(0, 6).join(' ')}…` : words.join(' ');
}
