// Context of the page: what the person looks at while they ask. The page says it in a header of its own `fetch`, which
// the mount puts into the context; or in the `metadata` of the request, which is there anyway.
//
//   curl -N localhost:8010/page-context -H 'x-museum-page: bell' --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"What is this?"}],"attachments":[],"inference_options":{}}}}'
//   curl -N localhost:8010/page-context --json '{"type":"threads.create","metadata":{"page":"log"},"params":{"input":{"content":[{"type":"input_text","text":"What is this?"}],"attachments":[],"inference_options":{}}}}'

import {
  ChatKitServer,
  MemoryThreadStore,
  streamText,
  type HttpRequest,
  type RequestContext,
  type ThreadMetadata,
  type ThreadStreamEvent,
  type TurnContext,
  type UserMessageItem,
} from 'nestjs-chatkit';
import { exhibitOf, wordByWord } from './museum.js';

export interface PageContext extends RequestContext {
  /** The exhibit whose page is open. */
  readonly page?: string;
}

/** The mount's `context` option: what of a request the hooks shall find in their context. */
export const pageOf = ({ headers }: HttpRequest): Pick<PageContext, 'page'> => {
  const page = headers['x-museum-page'];
  return typeof page === 'string' ? { page } : {};
};

export class PageContextServer extends ChatKitServer<PageContext> {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(
    thread: ThreadMetadata,
    _message: UserMessageItem | null,
    { page, metadata }: TurnContext & PageContext,
  ): AsyncIterable<ThreadStreamEvent> {
    const exhibit = exhibitOf(page ?? metadata.page);
    const answer = exhibit
      ? `You are looking at the ${exhibit.name}, of ${exhibit.year}. ${exhibit.story}`
      : 'Open the page of an exhibit, and ask me again.';
    yield* streamText(thread, wordByWord(answer));
  }
}
