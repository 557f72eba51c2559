// Entities: what a person picked after typing `@` arrives as a tag with an id, between pieces of text. The id is what
// counts: it is looked up here, whatever the tag's words say.
//
//   curl -N localhost:8010/entities --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"Where is the "},{"type":"input_tag","id":"bell","text":"Fog Bell","data":{}},{"type":"input_text","text":"?"}],"attachments":[],"inference_options":{}}}}'

import {
  ChatKitServer,
  MemoryThreadStore,
  streamText,
  type InputTag,
  type ThreadMetadata,
  type ThreadStreamEvent,
  type UserMessageItem,
} from 'nestjs-chatkit';
import { exhibitOf, wordByWord } from './museum.js';

export class EntitiesServer extends ChatKitServer {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(
    thread: ThreadMetadata,
    message: UserMessageItem | null,
  ): AsyncIterable<ThreadStreamEvent> {
    const tags = message?.content.filter((part) => part.type === 'input_tag') ?? [];
    const answers = tags.map(answerTo);
    yield* streamText(thread, wordByWord(answers.join(' ') || 'Type @ to pick an exhibit.'));
  }
}

function answerTo({ id, text }: InputTag): string {
  const exhibit = exhibitOf(id);
  if (!exhibit) return `We do not have "${text}" any more.`;
  return `The ${exhibit.name} of ${exhibit.year} is in the ${exhibit.room}.`;
}
