import { toFrame, type ErrorEvent } from '../protocol/events.js';
import type { ChatKitError, StreamError } from '../protocol/errors.js';
import { framesOf } from './frames.js';
import type { Watchable } from './viewers.js';

/** An answer of one JSON body. */
export interface NonStreamingResult {
  readonly streaming: false;
  readonly body: unknown;
}

/**
 * An answer of events. Nothing has been sent yet; attaching the first viewer lets it begin. Iterating over it is
 * watching it too: it gives the frames as they go over the wire, and whoever stops iterating has left.
 */
export interface StreamingResult extends Watchable, AsyncIterable<string> {
  readonly streaming: true;
  /** Absent when no turn runs behind the stream. */
  readonly turnId?: string;
  /** The thread that is answered in. Absent where there is none. */
  readonly threadId?: string;
  /**
   * What the stream tells of in the place of an answer, for whoever can say it by a status. Nothing was written,
   * unless it is `storage_unavailable`: a connection can be lost between a write and the word of it. A turn that waits for another
   * may be refused at the end of its stream.
   */
  readonly refusal?: ChatKitError | StreamError;
  /** Settles when it is known whether there is a turn, where that takes time. */
  readonly decided?: Promise<void>;
}

export type ChatKitResult = NonStreamingResult | StreamingResult;

/**
 * A stream of one `error` event: for what a person meets on a valid request. As an HTTP error it would cost them
 * their text, since the widget drops what it could not send.
 */
export function refused(refusal: ChatKitError | StreamError, error: ErrorEvent): StreamingResult {
  return {
    streaming: true,
    refusal,
    attach(viewer) {
      viewer.push(toFrame(error), error);
      viewer.end();
    },
    detach() {},
    [Symbol.asyncIterator]() {
      return framesOf(this);
    },
  };
}
