import { failureTexts, notFoundTexts } from './error-texts.js';
import type { ErrorEvent } from './events.js';
import type { InEveryLanguage, Language } from './language.js';

// Every failure has a name here. Before the first byte of an answer it leaves as an HTTP status with a JSON
// body; inside a stream as an `error` event; and always as one log line. `docs/lifecycle.md` shows this table.

interface Failure {
  /** HTTP status where the failure is met before the first byte. */
  status: number;
  /** Whether the same request may work when sent again. */
  mayRetry: boolean;
  /** What a person is told, in English; `error-texts.ts` has the other languages. Detail belongs in the log. */
  text: string;
}

export const failures = {
  bad_request: { status: 400, mayRetry: false, text: 'The request is not valid.' },
  unauthorized: { status: 401, mayRetry: false, text: 'Please sign in.' },
  forbidden: { status: 403, mayRetry: false, text: 'This is not allowed.' },
  not_found: { status: 404, mayRetry: false, text: 'There is no such thing here.' },
  payload_too_large: { status: 413, mayRetry: false, text: 'The request is too large.' },
  unsupported_media_type: { status: 415, mayRetry: false, text: 'The body must be JSON.' },
  over_limit: { status: 413, mayRetry: false, text: 'The request asks for too much.' },
  thread_locked: { status: 409, mayRetry: false, text: 'This conversation is locked.' },
  thread_closed: { status: 409, mayRetry: false, text: 'This conversation is closed.' },
  not_pending: {
    status: 409,
    mayRetry: false,
    text: 'This has been answered already. Reload the conversation to see it.',
  },
  turn_busy: {
    status: 409,
    mayRetry: true,
    text: 'An answer is still being written in this conversation. Wait for it to end, or stop it, and send again.',
  },
  rate_limited: {
    status: 429,
    mayRetry: true,
    text: 'That was a lot in a short time. Please wait a moment and try again.',
  },
  too_many_streams: {
    status: 429,
    mayRetry: true,
    text: 'Several answers are still being written for you. Wait for one of them to end, and send again.',
  },
  quota_spent: {
    status: 429,
    mayRetry: true,
    text: 'You have used up what there is for today. Please try again tomorrow.',
  },
  idempotency_mismatch: {
    status: 422,
    mayRetry: false,
    text: 'The Idempotency-Key of this request was sent with another message before. Send a new key with each new message.',
  },
  lease_lost: {
    status: 409,
    mayRetry: true,
    text: 'This answer was taken over elsewhere. Reload the conversation to see it.',
  },
  thread_deleted: { status: 404, mayRetry: false, text: 'This conversation was deleted.' },
  model_failed: {
    status: 502,
    mayRetry: true,
    text: 'The assistant could not answer just now. Please try again.',
  },
  model_busy: {
    status: 503,
    mayRetry: true,
    text: 'The assistant is very busy just now. Please try again in a moment.',
  },
  model_unavailable: {
    status: 503,
    mayRetry: true,
    text: 'The assistant cannot be reached just now. Please try again in a few minutes.',
  },
  model_misconfigured: {
    status: 503,
    mayRetry: false,
    text: 'The assistant is out of service just now. Please come back later.',
  },
  model_refused: {
    status: 502,
    mayRetry: false,
    text: 'The assistant could not take this request. Please ask in another way, or begin a new conversation.',
  },
  model_filtered: {
    status: 502,
    mayRetry: false,
    text: 'The answer was stopped by a content filter. Please ask in another way.',
  },
  model_cut_off: {
    status: 502,
    mayRetry: true,
    text: 'The answer broke off before its end. Please try again.',
  },
  model_silent: {
    status: 504,
    mayRetry: true,
    text: 'The assistant took too long to answer. Please try again.',
  },
  answer_too_long: {
    status: 502,
    mayRetry: true,
    text: 'The answer became longer than it may be, and was cut off. Please ask for less at once.',
  },
  too_many_steps: {
    status: 502,
    mayRetry: true,
    text: 'The assistant went in circles and was stopped. Please try again in other words.',
  },
  over_budget: {
    status: 502,
    mayRetry: false,
    text: 'This answer took more than it may, and was stopped. Please ask for less at once.',
  },
  turn_too_long: { status: 504, mayRetry: true, text: 'The answer took too long and was stopped.' },
  shutting_down: {
    status: 503,
    mayRetry: true,
    text: 'The server is restarting. Please try again in a moment.',
  },
  storage_unavailable: {
    status: 503,
    mayRetry: true,
    text: 'The server cannot reach its data just now. Please try again in a moment.',
  },
  attachment_not_ready: {
    status: 409,
    mayRetry: true,
    text: 'A file of this message has not been uploaded yet. Wait for it, or remove it, and send again.',
  },
  attachment_used: {
    status: 409,
    mayRetry: false,
    text: 'A file of this message belongs to another conversation. Attach it again, and send.',
  },
  link_expired: {
    status: 410,
    mayRetry: false,
    text: 'This address was used already, or is too old. Attach the file again, or reload the conversation.',
  },
  storage_full: {
    status: 507,
    mayRetry: true,
    text: 'The server has no room for this file just now. Please try again later.',
  },
  not_available: { status: 501, mayRetry: false, text: 'This is not available on this server.' },
  internal: { status: 500, mayRetry: true, text: 'Something went wrong on the server. Please try again.' },
} as const satisfies Record<string, Failure>;

export type FailureCode = keyof typeof failures;

/** Words for a person: the same in every language, or said in each. */
export type Words = string | InEveryLanguage<string>;

const inEnglish = (words: Words): string => (typeof words === 'string' ? words : words.en);

/** What the table tells of a failure, in the given language. English where it is not translated. */
export function failureText(code: FailureCode, language: Language): string {
  return { ...failureTexts[code], en: failures[code].text }[language] ?? failures[code].text;
}

/** A failure by its name in the table, with words for people that may say more than the table's. */
export class ChatKitError extends Error {
  private readonly words?: Words;

  /** @param words What the table says by default. Detail for whoever writes clients stays English. */
  constructor(
    readonly code: FailureCode,
    words?: Words,
    options?: ErrorOptions,
  ) {
    super(inEnglish(words ?? failures[code].text), options);
    this.name = new.target.name;
    this.words = words;
  }

  /** What a person is told. */
  textIn(language: Language): string {
    if (this.words === undefined) return failureText(this.code, language);
    return typeof this.words === 'string' ? this.words : this.words[language];
  }

  get status(): number {
    return failures[this.code].status;
  }

  get mayRetry(): boolean {
    return failures[this.code].mayRetry;
  }
}

/** What of a limit a client is told (draft-ietf-httpapi-ratelimit-headers). */
export interface RatePolicy {
  /** A word. */
  name: string;
  limit: number;
  windowSeconds: number;
}

/** More than may be in this time: 429 with the wait until it may be. */
export class TooManyRequestsError extends ChatKitError {
  readonly retryAfterSeconds: number;
  readonly policy?: RatePolicy;

  /** @param retryAfterMs At least a second is told. */
  constructor(
    code: Extract<FailureCode, 'rate_limited' | 'too_many_streams' | 'quota_spent'>,
    { retryAfterMs, policy, words }: { retryAfterMs: number; policy?: RatePolicy; words?: Words },
  ) {
    super(code, words);
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
    this.policy = policy;
  }
}

export type ResourceKind = keyof typeof notFoundTexts;

/** Unknown, deleted and somebody else's look the same, to the letter. */
export class NotFoundError extends ChatKitError {
  constructor(readonly resource: ResourceKind) {
    super('not_found', notFoundTexts[resource]);
  }
}

/** Thrown by a responder to end the stream with a coded error. The client shows its own text for the code. */
export class StreamError extends Error {
  constructor(
    readonly code: 'stream.error' = 'stream.error',
    readonly allowRetry = true,
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.name = 'StreamError';
  }
}

/** Thrown by a responder to end the stream with words of its own for the person. */
export class CustomStreamError extends Error {
  private readonly words: Words;

  constructor(
    words: Words,
    readonly allowRetry = false,
    options?: ErrorOptions,
  ) {
    super(inEnglish(words), options);
    this.name = 'CustomStreamError';
    this.words = words;
  }

  /** What the person is told. */
  textIn(language: Language): string {
    return typeof this.words === 'string' ? this.words : this.words[language];
  }
}

/** How a failure leaves inside a stream. Anything without a name of its own becomes `stream.error`. */
export function toErrorEvent(error: unknown, language: Language = 'en'): ErrorEvent {
  if (error instanceof CustomStreamError) {
    return { type: 'error', code: 'custom', message: error.textIn(language), allow_retry: error.allowRetry };
  }
  if (error instanceof ChatKitError) {
    return { type: 'error', code: 'custom', message: error.textIn(language), allow_retry: error.mayRetry };
  }
  if (error instanceof StreamError) {
    return { type: 'error', code: error.code, allow_retry: error.allowRetry };
  }
  return { type: 'error', code: 'stream.error', allow_retry: true };
}
