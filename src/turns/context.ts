import type { Principal } from './principal.js';

/**
 * What one request brings along, handed to every hook. An application extends it with data of its own, which
 * hooks get as it was given; methods and prototypes are not kept.
 */
export interface RequestContext {
  readonly principal: Principal;
  readonly requestId: string;
  /** The first language of `Accept-Language`, such as `de-DE`. */
  readonly locale?: string;
  /** The request's own `metadata`, `{}` when it had none. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The client promised to say when a person stops an answer; its closed connection then stops nothing. */
  readonly stopsExplicitly?: boolean;
}

/** A context as a host hands it in: what it leaves out of the server's own fields is filled in. */
export type IncomingContext<Context extends RequestContext = RequestContext> = Omit<
  Context,
  'requestId' | 'metadata'
> &
  Partial<Pick<RequestContext, 'requestId' | 'metadata'>>;

/** A request's context while a turn runs for it. */
export interface TurnContext extends RequestContext {
  readonly turnId: string;
  /** Aborted when the turn is stopped for any reason. Hand it to whatever can be stopped. */
  readonly signal: AbortSignal;
  /** Tokens a responder counted; stored with the turn when it ends. */
  readonly usage: TurnUsage;
}

/** What a turn took of the model so far. A responder counts it up in place. */
export interface TurnUsage {
  inputTokens: number;
  outputTokens: number;
  /** Calls made to the model. */
  modelCalls: number;
}

/** The usage that a turn begins with. */
export const noUsage = (): TurnUsage => ({ inputTokens: 0, outputTokens: 0, modelCalls: 0 });
