import {
  ChatKitServer,
  streamText,
  type ThreadMetadata,
  type ThreadStore,
  type ThreadStreamEvent,
  type TurnContext,
  type UserMessageItem,
} from 'nestjs-chatkit';

/** A second server in the same application. */
export class StaffServer extends ChatKitServer {
  constructor(store: ThreadStore) {
    super({ store });
  }

  override respond(
    thread: ThreadMetadata,
    _message: UserMessageItem | null,
    { principal }: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    return streamText(thread, `Good morning, ${principal.userId}.`);
  }
}
