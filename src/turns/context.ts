import { languageOf, type Language } from '../protocol/language.js';
import type { Principal } from './principal.js';

/**
 * What one request brings along, handed to every hook. An application extends it with data of its own, which
 * hooks get as it was given; methods and prototypes are not kept.
 */
export interface RequestContext {
  readonly principal: Principal;
  readonly requestId: string;
  /** The language that the person prefers, as `Accept-Language` says it, such as `de-DE`. */
  readonly locale?: string;
  /** All that they read, the preferred one first. */
  readonly locales?: readonly string[];
  /** The request's own `metadata`, `{}` when it had none. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The client promised to say when a person stops an answer; its closed connection then stops nothing. */
  readonly stopsExplicitly?: boolean;
  /** The request was let in already (`ChatKitServer.admit`), and is not asked about again. */
  readonly admitted?: Admitted;
  /** The message has a name of its own (`Idempotency-Key`), and is answered once however often it is sent. */
  readonly idempotency?: Idempotency;
}

/** What a message is called by whoever sends it. */
export interface Idempotency {
  /** 1 to 255 visible ASCII characters, kept for 24 hours. The keys of two people have nothing to do with each other. */
  readonly key: string;
  /**
   * What must be the same whenever the key is. By default the request; for hosts that make it of something else.
   */
  readonly message?: unknown;
}

/** A context as a host hands it in: what it leaves out of the server's own fields is filled in. */
export type IncomingContext<Context extends RequestContext = RequestContext> = Omit<
  Context,
  'requestId' | 'metadata'
> &
  Partial<Pick<RequestContext, 'requestId' | 'metadata'>>;

/** The language of this server's own texts for whoever asks. */
export function languageFor({ locales, locale }: Pick<RequestContext, 'locales' | 'locale'>): Language {
  return languageOf(locales ?? locale);
}

/** A request's context while a turn runs for it. */
export interface TurnContext extends RequestContext {
  readonly turnId: string;
  /** Aborted when the turn is stopped for any reason. Hand it to whatever can be stopped. */
  readonly signal: AbortSignal;
  /** Tokens a responder counted; stored with the turn, while it runs and when it ends. */
  readonly usage: TurnUsage;
}

/** What a turn took of the model so far. A responder counts it up in place. */
export interface TurnUsage {
  inputTokens: number;
  outputTokens: number;
  /** Calls of the model that were answered. */
  modelCalls: number;
  /**
   * Requests sent to the model's provider, with those that failed, were stopped, or were made again. Tokens of such a
   * one are counted where the provider has told them.
   */
  modelAttempts: number;
}

/** Something that was let in. */
export interface Admitted {
  /**
   * To be called when it is over. Never throws; calls after the first do nothing.
   * @param usage What it took of the model. Absent: nothing was begun after all.
   */
  end(usage?: Readonly<TurnUsage>): void;
}

/** The usage that a turn begins with. */
export const noUsage = (): TurnUsage => ({
  inputTokens: 0,
  outputTokens: 0,
  modelCalls: 0,
  modelAttempts: 0,
});
