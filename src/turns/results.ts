import { toFrame, type ErrorEvent } from '../protocol/events.js';
import type { Viewer } from './viewers.js';

/** An answer of one JSON body. */
export interface JsonResult {
  readonly streaming: false;
  readonly body: unknown;
}

/** An answer of events. Nothing has been sent yet; attaching the first viewer lets it begin. */
export interface StreamingResult {
  readonly streaming: true;
  /** Absent when no turn runs behind the stream. */
  readonly turnId?: string;
  attach(viewer: Viewer): void;
  /** The viewer is gone. What follows for the turn is the turn's policy. */
  detach(viewer: Viewer): void;
}

export type ChatKitResult = JsonResult | StreamingResult;

/** The result that answers with the given body. */
export const jsonResult = (body: unknown): JsonResult => ({ streaming: false, body });

/**
 * A stream of one `error` event: for what a person meets on a valid request. As an HTTP error it would cost them
 * their text, since the widget drops what it could not send.
 */
export function refusal(error: ErrorEvent): StreamingResult {
  return {
    streaming: true,
    attach(viewer) {
      viewer.push(toFrame(error), error);
      viewer.end();
    },
    detach() {},
  };
}
