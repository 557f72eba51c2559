// Annotations: where an answer comes from. A web page, a file and a thing of the application's own, each marked at its
// place in the text. A thing (`entity`) can be clicked: the page gets its `data`.
//
//   curl -N localhost:8010/annotations --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"How far did the light reach?"}],"attachments":[],"inference_options":{}}}}'

import {
  ChatKitServer,
  MemoryThreadStore,
  streamText,
  type Annotation,
  type Source,
  type ThreadMetadata,
  type ThreadStreamEvent,
} from 'nestjs-chatkit';
import { wordByWord } from './museum.js';

const answer =
  'The Great Lens reached 19 miles. Ships could tell it by its four flashes a minute, as charts of the time say.';

const sources: readonly { after: string; source: Source }[] = [
  {
    after: 'Great Lens',
    source: {
      type: 'entity',
      id: 'lens',
      title: 'Great Lens',
      label: 'Exhibit',
      icon: 'star',
      interactive: true,
      data: { room: 'Lamp Room' },
    },
  },
  {
    after: '19 miles',
    source: { type: 'file', title: 'Report of the inspection, 1863', filename: 'inspection-1863.pdf' },
  },
  {
    after: 'charts of the time say',
    source: {
      type: 'url',
      title: 'Chart of the strait',
      url: 'https://example.org/charts/strait',
      attribution: 'example.org',
    },
  },
];

export class AnnotationsServer extends ChatKitServer {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override respond(thread: ThreadMetadata): AsyncIterable<ThreadStreamEvent> {
    const annotations = sources.map(({ after, source }): Annotation => ({
      type: 'annotation',
      source,
      // The marker stands behind the words that it is about.
      index: answer.indexOf(after) + after.length,
    }));
    return streamText(thread, wordByWord(answer), annotations);
  }
}
