// Structured input: two questions in the composer's place, and an answer that uses what was chosen and written. The
// answers come as a request of their own; the server stores them in the item, and `respond` goes on from there.
//
//   curl -N localhost:8010/structured-input --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"Plan my visit"}],"attachments":[],"inference_options":{}}}}'
//
// then, with the ids of what it printed:
//
//   curl -N localhost:8010/structured-input --json '{"type":"threads.add_structured_input","params":{"thread_id":"THREAD","item_id":"ITEM","input":{"answers":{"time":{"values":["An hour"]},"wish":{"values":["stairs"]}}}}}'

import {
  ChatKitServer,
  MemoryThreadStore,
  newItem,
  streamText,
  type StructuredInputItem,
  type ThreadMetadata,
  type ThreadStreamEvent,
  type TurnContext,
  type UserMessageItem,
} from 'nestjs-chatkit';
import { exhibits, wordByWord } from './museum.js';

export class StructuredInputServer extends ChatKitServer {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(
    thread: ThreadMetadata,
    message: UserMessageItem | null,
    context: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    if (message) {
      yield* streamText(thread, 'Two questions first.');
      yield { type: 'thread.item.done', item: visitQuestions(thread) };
      return;
    }
    const query = { limit: 20, order: 'desc' } as const;
    const { data } = await this.store.loadThreadItems(thread.id, query, context.principal);
    const answered = data.find((item) => item.type === 'structured_input');
    if (answered) yield* streamText(thread, wordByWord(planFor(answered)));
  }
}

const visitQuestions = (thread: ThreadMetadata): StructuredInputItem =>
  newItem(thread, {
    type: 'structured_input',
    status: 'pending',
    inputs: [
      {
        type: 'multiple_choice',
        id: 'time',
        question: 'How long can you stay?',
        options: [{ value: 'An hour' }, { value: 'The whole day' }],
        multiple: false,
      },
      {
        type: 'freeform',
        id: 'wish',
        question: 'Is there something you do not want to miss, or to avoid?',
        description: 'Stairs, for example.',
      },
    ],
  });

function planFor({ status, inputs }: StructuredInputItem): string {
  if (status === 'skipped') return 'Then just walk in, and follow the stairs.';
  const answerTo = (id: string) => inputs.find((input) => input.id === id)?.answer?.values[0];
  // A person may write an answer of their own beside the options.
  const time = answerTo('time') ?? 'some time';
  const stops = time === 'An hour' ? exhibits.slice(0, 1) : exhibits;
  const wish = answerTo('wish');
  const route = stops.map(({ name, room }) => `${name} (${room})`).join(', ');
  return `For ${time.toLowerCase()}: ${route}.${wish ? ` And we keep "${wish}" in mind.` : ''}`;
}
