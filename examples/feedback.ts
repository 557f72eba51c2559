// Feedback: thumbs up and down. The server stores them with the thread, checks that the items exist, and then tells
// the hook. What becomes of them is the application's: here they are counted.
//
//   curl -N localhost:8010/feedback --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"How did we do?"}],"attachments":[],"inference_options":{}}}}'
//
// then, with the ids of what it printed, and ask again after it:
//
//   curl -N localhost:8010/feedback --json '{"type":"items.feedback","params":{"thread_id":"THREAD","item_ids":["ITEM"],"kind":"positive"}}'

import {
  ChatKitServer,
  MemoryThreadStore,
  streamText,
  type FeedbackKind,
  type ThreadMetadata,
  type ThreadStreamEvent,
} from 'nestjs-chatkit';
import { wordByWord } from './museum.js';

export class FeedbackServer extends ChatKitServer {
  private readonly counts: Record<FeedbackKind, number> = { positive: 0, negative: 0 };

  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(thread: ThreadMetadata): AsyncIterable<ThreadStreamEvent> {
    const { positive, negative } = this.counts;
    yield* streamText(thread, wordByWord(`So far ${positive} liked an answer, and ${negative} did not.`));
  }

  override async addFeedback(
    _threadId: string,
    _itemIds: readonly string[],
    kind: FeedbackKind,
  ): Promise<void> {
    this.counts[kind] += 1;
  }
}
