// Choices of the composer: the tool and the model that a person picked from the page's lists. Their ids are the page's
// own; the server says what they mean. Neither has to be there.
//
//   curl -N localhost:8010/choices --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"Let us go"}],"attachments":[],"inference_options":{"tool_choice":{"id":"quiz"},"model":"curator"}}}}'

import {
  ChatKitServer,
  CustomStreamError,
  MemoryThreadStore,
  streamText,
  type ThreadMetadata,
  type ThreadStreamEvent,
  type UserMessageItem,
} from 'nestjs-chatkit';
import { exhibits, wordByWord, type Exhibit } from './museum.js';

/** What a "model" makes of a text. */
const models: Readonly<Record<string, (text: string) => string>> = {
  brief: (text) => text.split('. ')[0]!,
  curator: (text) => `Dear guest, ${text[0]!.toLowerCase()}${text.slice(1)}`,
};

const tools: Readonly<Record<string, (exhibit: Exhibit) => string>> = {
  quiz: ({ name }) => `In which year did we get the ${name}? Take your time.`,
  directions: ({ name, room }) => `The ${name} is in the ${room}. Follow the brass line on the floor.`,
};

export class ChoicesServer extends ChatKitServer {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(
    thread: ThreadMetadata,
    message: UserMessageItem | null,
  ): AsyncIterable<ThreadStreamEvent> {
    const { tool_choice, model } = message?.inference_options ?? {};
    const answer = chosen(tools, tool_choice?.id, ({ story }: Exhibit) => story);
    const voice = chosen(models, model, (text: string) => text);
    yield* streamText(thread, wordByWord(voice(answer(exhibits[0]!))));
  }
}

/** The choice of that id; without one, what is usual. A person should hear of a choice that nobody knows. */
function chosen<T>(choices: Readonly<Record<string, T>>, id: string | undefined, usual: T): T {
  if (id === undefined) return usual;
  const choice = Object.hasOwn(choices, id) ? choices[id] : undefined;
  if (!choice) throw new CustomStreamError(`"${id}" is not on offer.`);
  return choice;
}
