// Generated images: a picture that gets better while it is made. Each state is a `generated_image.updated` with how
// far it is; the finished item has the last one. The "model" here is a few lines of SVG, sent as data URLs.
//
//   curl -N localhost:8010/generated-image --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"Paint me a postcard"}],"attachments":[],"inference_options":{}}}}'

import {
  ChatKitServer,
  MemoryThreadStore,
  newItem,
  streamText,
  type ThreadMetadata,
  type ThreadStreamEvent,
} from 'nestjs-chatkit';
import { pause } from './museum.js';

const shapes = [
  '<rect width="120" height="80" fill="#18304f"/>',
  '<path d="M54 80 57 24h6l3 56z" fill="#f4f1e8"/>',
  '<path d="M60 20 120 4v32z" fill="#ffd869" opacity=".8"/><circle cx="60" cy="20" r="4" fill="#ffd869"/>',
];

export class GeneratedImageServer extends ChatKitServer {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(thread: ThreadMetadata): AsyncIterable<ThreadStreamEvent> {
    const item = newItem(thread, { type: 'generated_image' });
    yield { type: 'thread.item.added', item };
    for (let count = 1; count < shapes.length; count += 1) {
      yield {
        type: 'thread.item.updated',
        item_id: item.id,
        update: {
          type: 'generated_image.updated',
          image: paint(count),
          progress: count / shapes.length,
        },
      };
      await pause(80);
    }
    yield { type: 'thread.item.done', item: { ...item, image: paint(shapes.length) } };
    yield* streamText(thread, 'Greetings from the lighthouse.');
  }
}

/** The picture with its first shapes. */
function paint(count: number): { id: string; url: string } {
  const drawn = shapes.slice(0, count).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80">${drawn}</svg>`;
  return { id: 'postcard', url: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}` };
}
