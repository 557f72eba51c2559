import type { ModelRequest, StreamEvent } from '@openai/agents';

/**
 * Hears a run's model calls at their source. The Agents SDK's runner passes every event of a model through three
 * queues before it shows it, which costs more than all else that is done for it, and holds back nothing; so the
 * runner is handed the frame of each call alone, and a tap has what is in it.
 *
 * A {@link TappedModel} finds the tap of a call. It imports types alone: the bridge loads no SDK.
 */
export interface ModelTap {
  /**
   * A streamed call begins.
   * @returns who hears it; undefined when the call is none of this tap's. It then goes on as without a tap, and its
   *   run tells of it.
   */
  open(request: ModelRequest): TappedCall | undefined;
}

/** One model call, on its way to whoever shows it. */
export interface TappedCall {
  /**
   * Takes the call's next event, `response_started` and `response_done` included.
   * @returns a promise when there is no room, or the event takes time: the model is asked for nothing more before
   *   it resolves. It rejects, or this throws, when the event cannot be shown; the call then fails with that.
   */
  take(event: StreamEvent): void | Promise<void>;
  /** The call is over, whatever became of it. What it told before may still be shown. */
  end(): void;
}

const heardBy = Symbol('heardBy');

/** An event that a tap has heard, as the runner gets it: whoever reads the run leaves it alone, and knows the call. */
export type HeardEvent = StreamEvent & { [heardBy]?: TappedCall };

/** The event as it goes on to the runner when the tap has it. */
export const asHeard = (event: StreamEvent, call: TappedCall): HeardEvent => ({ ...event, [heardBy]: call });

/** The call that an event of a run was heard in; undefined when no tap has it, and the run alone tells of it. */
export const callOf = (event: HeardEvent): TappedCall | undefined => event[heardBy];
