import type { StreamOptions, ThreadStreamEvent } from '../protocol/events.js';
import type { ThreadItem, UserMessageItem } from '../protocol/items.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { RequestContext, TurnContext } from './context.js';
import { keptWhenStopped } from './stopped-turn.js';

/**
 * What answers. The one abstract method is `respond`; the others have the protocol's defaults.
 */
export abstract class Responder {
  /**
   * Answers a message, or goes on after a tool's output or an input (`inputUserMessage` is null then).
   *
   * The events yielded are stored and sent as they come. The thread object is live: a title, status, list of
   * image domains or metadata set on it is saved and announced. Thrown errors end the stream: see
   * {@link CustomStreamError} and {@link StreamError}; anything else is told to the person in general words.
   */
  abstract respond(
    thread: ThreadMetadata,
    inputUserMessage: UserMessageItem | null,
    context: TurnContext,
  ): AsyncIterable<ThreadStreamEvent>;

  /** Options of every stream. By default the person may stop it. */
  getStreamOptions(_thread: ThreadMetadata, _context: RequestContext): StreamOptions {
    return { allow_cancel: true };
  }

  /**
   * The items to keep when a stream is stopped before its end, in the order they are stored. By default the
   * pending assistant messages that have text, and a hidden note that tells the model of the stop.
   */
  handleStreamCancelled(
    thread: ThreadMetadata,
    pendingItems: readonly ThreadItem[],
    _context: TurnContext,
  ): ThreadItem[] | Promise<ThreadItem[]> {
    return keptWhenStopped('cancelled', thread.id, pendingItems);
  }
}
