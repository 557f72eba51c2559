import type { SyncActionResult, Transcription } from '../protocol/answers.js';
import { ChatKitError } from '../protocol/errors.js';
import type { StreamOptions, ThreadStreamEvent } from '../protocol/events.js';
import type { FeedbackKind } from '../protocol/feedback.js';
import type { ThreadItem, UserMessageItem, WidgetItem } from '../protocol/items.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { Action } from '../protocol/widgets/widget.js';
import type { RequestContext, TurnContext } from './context.js';
import { keptWhenStopped } from './stopped-turn.js';
import { noDictation, noSuchAction } from './unavailable-texts.js';

/** What a person dictated. */
export interface AudioInput {
  data: Uint8Array;
  /** As the client gave it, such as `audio/webm;codecs=opus`. */
  mime_type: string;
  /** The part of it before the first `;`. */
  media_type: string;
}

/**
 * What answers. The one abstract method is `respond`; the others have the protocol's defaults.
 *
 * The events that `respond` and `action` yield are stored and sent as they come. The thread object is live: a
 * title, status, list of image domains or metadata set on it is saved and announced; a title that a person gives
 * meanwhile stays. Thrown errors end the stream: see {@link CustomStreamError} and {@link StreamError}; anything else is told to the person in general
 * words.
 *
 * @typeParam Context What requests bring along: plain data, handed unchanged to every hook.
 */
export abstract class Responder<Context extends RequestContext = RequestContext> {
  /** Answers a message, or goes on after a tool's output or an input (`inputUserMessage` is null then). */
  abstract respond(
    thread: ThreadMetadata,
    inputUserMessage: UserMessageItem | null,
    context: TurnContext & Context,
  ): AsyncIterable<ThreadStreamEvent>;

  /**
   * Answers what a person does with a widget, or what the page sends in their name (`sender` is null then). By
   * default the person is told that nothing answers it.
   */
  action(
    _thread: ThreadMetadata,
    action: Action,
    _sender: WidgetItem | null,
    _context: TurnContext & Context,
  ): AsyncIterable<ThreadStreamEvent> {
    throw new ChatKitError('not_available', noSuchAction(action.type));
  }

  /**
   * Answers an action in one piece, also while the thread is being answered. Nothing of the result is stored:
   * whoever changes the item saves it. By default `not_available`.
   */
  async syncAction(
    _thread: ThreadMetadata,
    action: Action,
    _sender: WidgetItem | null,
    _context: Context,
  ): Promise<SyncActionResult> {
    throw new ChatKitError('not_available', noSuchAction(action.type));
  }

  /** Told of feedback, after it was stored. By default nothing else happens. */
  async addFeedback(
    _threadId: string,
    _itemIds: readonly string[],
    _kind: FeedbackKind,
    _context: Context,
  ): Promise<void> {}

  /** The words in a recording. By default `not_available`. */
  async transcribe(_audio: AudioInput, _context: Context): Promise<Transcription> {
    throw new ChatKitError('not_available', noDictation);
  }

  /** Options of every stream. By default the person may stop it. */
  getStreamOptions(_thread: ThreadMetadata, _context: Context): StreamOptions {
    return { allow_cancel: true };
  }

  /**
   * The items to keep when a stream is stopped before its end, in the order they are stored. By default the
   * pending assistant messages that have text, and a hidden note that tells the model of the stop.
   */
  handleStreamCancelled(
    thread: ThreadMetadata,
    pendingItems: readonly ThreadItem[],
    _context: TurnContext & Context,
  ): ThreadItem[] | Promise<ThreadItem[]> {
    return keptWhenStopped('cancelled', thread.id, pendingItems);
  }
}
