// Quoted text: the passage that a person marked and replied to comes along with their message.
//
//   curl -N localhost:8010/quoted-text --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"What does that mean?"}],"quoted_text":"312 prisms","attachments":[],"inference_options":{}}}}'

import {
  ChatKitServer,
  MemoryThreadStore,
  streamText,
  type ThreadMetadata,
  type ThreadStreamEvent,
  type UserMessageItem,
} from 'nestjs-chatkit';
import { exhibits, wordByWord } from './museum.js';

export class QuotedTextServer extends ChatKitServer {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(
    thread: ThreadMetadata,
    message: UserMessageItem | null,
  ): AsyncIterable<ThreadStreamEvent> {
    yield* streamText(thread, wordByWord(answerTo(message?.quoted_text)));
  }
}

function answerTo(quote: string | undefined): string {
  // A client that quotes nothing may say so with an empty text; the server leaves that out.
  if (quote === undefined) return 'Mark a passage and reply to it.';
  const source = exhibits.find(({ story }) => story.toLowerCase().includes(quote.toLowerCase()));
  if (!source) return `I cannot find "${quote}" in our texts.`;
  return `"${quote}" is from the sign at the ${source.name}: ${source.story}`;
}
