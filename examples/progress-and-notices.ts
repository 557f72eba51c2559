// Progress and notices. Progress is a line that passes: the next one, or the answer, takes its place. A notice is a
// banner above the conversation, with Markdown in it. Neither is stored.
//
//   curl -N localhost:8010/progress-and-notices --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"Is there anything about storms?"}],"attachments":[],"inference_options":{}}}}'

import {
  ChatKitServer,
  MemoryThreadStore,
  streamText,
  type IconName,
  type ThreadMetadata,
  type ThreadStreamEvent,
} from 'nestjs-chatkit';
import { pause, wordByWord } from './museum.js';

const steps: readonly { icon: IconName; text: string }[] = [
  { icon: 'notebook', text: 'Opening the log' },
  { icon: 'search', text: 'Reading 9,000 evenings' },
  { icon: 'check', text: 'Counting storms' },
];

export class ProgressServer extends ChatKitServer {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(thread: ThreadMetadata): AsyncIterable<ThreadStreamEvent> {
    for (const { icon, text } of steps) {
      yield { type: 'progress_update', icon, text };
      await pause(60);
    }
    yield* streamText(thread, wordByWord('The log has 214 storms. The longest blew for six days.'));
    yield {
      type: 'notice',
      level: 'warning',
      title: 'The library closes early',
      message: 'Today the log can be read until **16:00**.',
    };
  }
}
