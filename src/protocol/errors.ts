import type { ErrorEvent } from './events.js';

// Every failure has a name here. Before the first byte of an answer it leaves as an HTTP status with a JSON
// body; inside a stream as an `error` event; and always as one log line. `docs/lifecycle.md` shows this table.

interface Failure {
  /** HTTP status where the failure is met before the first byte. */
  status: number;
  /** Whether the same request may work when sent again. */
  mayRetry: boolean;
  /** What a person is told. Detail belongs in the log. */
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
  turn_too_long: { status: 504, mayRetry: true, text: 'The answer took too long and was stopped.' },
  shutting_down: {
    status: 503,
    mayRetry: true,
    text: 'The server is restarting. Please try again in a moment.',
  },
  not_available: { status: 501, mayRetry: false, text: 'This is not available on this server.' },
  internal: { status: 500, mayRetry: true, text: 'Something went wrong on the server. Please try again.' },
} as const satisfies Record<string, Failure>;

export type FailureCode = keyof typeof failures;

/** A failure by its name in the table, with a text for people that may say more than the table's. */
export class ChatKitError extends Error {
  constructor(
    readonly code: FailureCode,
    message: string = failures[code].text,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }

  get status(): number {
    return failures[this.code].status;
  }

  get mayRetry(): boolean {
    return failures[this.code].mayRetry;
  }
}

export type ResourceKind = 'thread' | 'item' | 'attachment' | 'cursor';

/** Unknown, deleted and somebody else's look the same, to the letter. */
export class NotFoundError extends ChatKitError {
  constructor(readonly resource: ResourceKind) {
    super('not_found', `There is no such ${resource}.`);
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

/** Thrown by a responder to end the stream with a message of its own for the person. */
export class CustomStreamError extends Error {
  constructor(
    message: string,
    readonly allowRetry = false,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CustomStreamError';
  }
}

/** How a failure leaves inside a stream. Anything without a name of its own becomes `stream.error`. */
export function toErrorEvent(error: unknown): ErrorEvent {
  if (error instanceof CustomStreamError) {
    return { type: 'error', code: 'custom', message: error.message, allow_retry: error.allowRetry };
  }
  if (error instanceof ChatKitError) {
    return { type: 'error', code: 'custom', message: error.message, allow_retry: error.mayRetry };
  }
  if (error instanceof StreamError) {
    return { type: 'error', code: error.code, allow_retry: error.allowRetry };
  }
  return { type: 'error', code: 'stream.error', allow_retry: true };
}
