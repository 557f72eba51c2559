import type { FrameSink } from './viewers.js';

/** A turn of another process that somebody here wants to see. */
export interface RelayedTurn {
  turnId: string;
  /** Position of the last event that they know. */
  after?: number;
  /** Gets the frames as the turn's own process makes them, and the end. */
  sink: FrameSink;
  /**
   * Called once when nobody answers, or what is heard breaks off: nothing comes to the sink any more. Not called when
   * the turn has ended.
   */
  lost: () => void;
}

/** Shows a turn of this process to a sink; undefined when there is no such turn. Returns what to call on leaving. */
export type ShowTurn = (turnId: string, sink: FrameSink, after?: number) => (() => void) | undefined;

/** Carries running turns from the process that runs them to others. It may fail at any time; the turns do not. */
export abstract class TurnRelay {
  /** Begins to show this process' turns to others who ask. Resolves also when that cannot be done yet. */
  abstract open(show: ShowTurn): Promise<void>;

  /** @returns what to call when the viewer leaves. */
  abstract follow(turn: RelayedTurn): () => void;

  /** Shows nothing any more, and gives up what is followed, without a word. */
  abstract close(): Promise<void>;
}
