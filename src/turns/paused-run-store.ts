import type { Principal } from './principal.js';

/** What a person decided about a call. `reason` is told to the model. */
export type CallDecision = { approved: true } | { approved: false; reason?: string };

/** A tool call that waits for a person, as they are shown it. */
export interface PausedCall {
  /** The model's id for the call. */
  callId: string;
  /** The tool, as the model knows it. */
  name: string;
  title: string;
  /** What the call is about, or its arguments, without secrets. Empty when there is nothing to say. */
  detail: string;
}

/** A run that waits for a person. The widget item that asks them names it. */
export interface PausedRun {
  threadId: string;
  itemId: string;
  /** The run, in words of whoever paused it. Holds neither secrets of the server's nor who the person is. */
  state: string;
  calls: readonly PausedCall[];
  /** What was decided so far, by the call's place in `calls`. */
  decisions: Readonly<Record<number, CallDecision>>;
  createdAt: Date;
  /** From here on it is not to be resumed. */
  expiresAt: Date;
}

/**
 * Runs that wait for a person's decision, over restarts and for every process.
 *
 * A paused run goes with the item that asks and with its thread. Every method takes the principal, and another's run
 * is unknown: there is nothing to load, to decide or to take. `pausedRunStoreContract` of `nestjs-chatkit/testing`
 * checks all of this.
 */
export abstract class PausedRunStore {
  /** Stores a run whose item is in the thread. @throws NotFoundError when it is not, or is somebody else's. */
  abstract save(run: PausedRun, principal: Principal): Promise<void>;

  /** The run that an item asks about; undefined when there is none, or none any more. */
  abstract load(threadId: string, itemId: string, principal: Principal): Promise<PausedRun | undefined>;

  /**
   * Adds decisions, and gives the run as it is then; undefined when it is gone. What was decided about a call before
   * stands.
   */
  abstract decide(
    threadId: string,
    itemId: string,
    decisions: PausedRun['decisions'],
    principal: Principal,
  ): Promise<PausedRun | undefined>;

  /**
   * Takes the run out of the store, to go on with it or to drop it. Of all who try, in whatever process, one gets it.
   */
  abstract take(threadId: string, itemId: string, principal: Principal): Promise<PausedRun | undefined>;

  /** Removes the runs of everybody that have expired by then. Returns how many. */
  abstract sweep(now: Date): Promise<number>;
}
