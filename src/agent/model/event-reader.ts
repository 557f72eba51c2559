import type { Readable } from 'node:stream';
import { APIConnectionError, APIError } from 'openai';
import { EventStreamParser, type ServerSentEvent } from './event-stream-parser.js';
import type { SourceListener } from './source-listener.js';

type Result = IteratorResult<unknown, undefined>;

/** Events that may wait for their reader before the connection is asked to pause. */
const highWater = 64;
/** Of the deltas that a listener hears, one goes on to the model each time this many milliseconds have passed. */
const passOnMs = 500;
/** How long a connection may stay open after the provider has said that it is done, in milliseconds. */
const lingerMs = 1_000;

const done: Result = { done: true, value: undefined };

/** What an {@link EventReader} reads. */
export interface EventSource {
  body: Readable;
  /** Ends the request. */
  controller: AbortController;
  /** Of the response; errors of the provider carry them. */
  headers: Headers;
  /** Who has the events of the Responses API before the model. */
  listener?: SourceListener;
}

/**
 * The JSON events of a model's answer, as its bytes come. An event is parsed once and handed over in the same tick,
 * without the promises that web streams and generators make of it. Whoever does not read holds the provider
 * back; whoever leaves ends the request.
 *
 * A listener has each event at once, and the model those that it works with: all but the deltas, of which it gets one
 * now and then, so that who looks at a run's guardrails finds something to look for.
 *
 * After all events before it, `next` throws: `APIError` for an error that the provider tells of, `SyntaxError` for
 * what is no JSON, `APIConnectionError` for a connection that was lost, ModelOutputTooLargeError. An aborted request
 * just ends, as the client of OpenAI has it.
 */
export class EventReader implements AsyncIterableIterator<unknown> {
  private readonly parser = new EventStreamParser((event) => this.take(event));
  /** What waits for the model. */
  private readonly ready: unknown[] = [];
  private waiting?: { resolve: (result: Result) => void; reject: (error: Error) => void };
  /** What waits for the listener, while it takes its time; what follows it in the end. */
  private unheard?: (() => void)[];
  private passedOnAt = 0;
  private hasEnded = false;
  private failure?: { error: Error };

  constructor(private readonly source: EventSource) {
    const { body } = source;
    body.on('data', this.read);
    body.on('end', this.finish);
    body.on('error', this.lose);
    body.on('close', this.lose);
    // It may have been lost before anybody listened; no event tells of that any more.
    if (body.destroyed) setImmediate(this.lose);
  }

  /** Not `async`: that would make three promises of one, for each event. */
  next(): Promise<Result> {
    if (this.ready.length > 0) {
      const value = this.ready.shift();
      this.resume();
      return Promise.resolve({ done: false, value });
    }
    const { failure } = this;
    if (failure) {
      this.failure = undefined;
      return Promise.reject(failure.error);
    }
    if (this.hasEnded) return Promise.resolve(done);
    return new Promise((resolve, reject) => (this.waiting = { resolve, reject }));
  }

  async return(): Promise<Result> {
    this.ready.length = 0;
    this.failure = undefined;
    if (!this.hasEnded) {
      this.end();
      this.leave();
    }
    return done;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private readonly read = (chunk: Buffer): void => {
    if (this.hasEnded) return;
    try {
      this.parser.feed(chunk);
    } catch (error) {
      this.inTurn(() => this.fail(error as Error));
    }
    if (Math.max(this.ready.length, this.unheard?.length ?? 0) > highWater) this.source.body.pause();
  };

  private readonly finish = (): void => {
    try {
      if (!this.hasEnded) this.parser.end();
    } catch (error) {
      this.inTurn(() => this.fail(error as Error));
    }
    this.inTurn(() => this.end());
  };

  /** An error, or a connection that is closed before its answer has ended. */
  private readonly lose = (cause?: unknown): void => {
    if (this.source.controller.signal.aborted) return this.end();
    const error = cause instanceof Error ? cause : undefined;
    const lost = new APIConnectionError({ message: 'The connection was lost in mid-answer.', cause: error });
    this.inTurn(() => this.fail(lost));
  };

  private take({ name, data }: ServerSentEvent): void {
    if (this.hasEnded) return;
    if (data === '[DONE]') return this.inTurn(() => this.finishEarly());
    const event = parse(data);
    const error = name === 'error' ? (errorIn(event) ?? event) : errorIn(event);
    if (error) throw new APIError(undefined, error, undefined, this.source.headers);
    const { listener } = this.source;
    if (!listener || !canShow(event)) return this.inTurn(() => this.pass(event));
    // The model first: a guard between lets nothing through, not even the beginning, before it sees an answer come.
    if (this.isForModel(event)) {
      listener.expect(event);
      this.pass(event);
    }
    this.inTurn(() => this.tell(event, listener));
  }

  private isForModel({ type }: { type: string }): boolean {
    const now = Date.now();
    if (type.endsWith('.delta') && now - this.passedOnAt < passOnMs) return false;
    this.passedOnAt = now;
    return true;
  }

  /** Does something after all that the listener has yet to hear. */
  private inTurn(step: () => void): void {
    if (this.unheard) this.unheard.push(step);
    else if (!this.hasEnded) step();
  }

  private tell(event: { type: string }, listener: SourceListener): void {
    try {
      const heard = listener.hear(event);
      if (heard) this.waitFor(heard);
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private waitFor(heard: Promise<void>): void {
    this.unheard = [];
    heard.then(this.goOn, (error: Error) => {
      this.unheard = undefined;
      this.fail(error);
    });
  }

  private readonly goOn = (): void => {
    const steps = this.unheard ?? [];
    this.unheard = undefined;
    while (steps.length > 0 && !this.unheard) this.inTurn(steps.shift()!);
    // One of them takes its time again.
    if (this.unheard) (this.unheard as (() => void)[]).push(...steps);
    this.resume();
  };

  private pass(event: unknown): void {
    const { waiting } = this;
    if (!waiting) return void this.ready.push(event);
    this.waiting = undefined;
    waiting.resolve({ done: false, value: event });
  }

  private resume(): void {
    const { body } = this.source;
    if (this.ready.length === 0 && !this.unheard && body.isPaused()) body.resume();
  }

  /** What comes after the provider's last word is not read; the connection can serve the next call when it ends. */
  private finishEarly(): void {
    const { body } = this.source;
    this.end();
    body.resume();
    const linger = setTimeout(() => body.destroy(), lingerMs).unref();
    body.once('close', () => clearTimeout(linger));
  }

  private fail(error: Error): void {
    if (this.hasEnded) return;
    const { waiting } = this;
    if (!waiting) this.failure = { error };
    this.waiting = undefined;
    this.end();
    this.leave();
    waiting?.reject(error);
  }

  private end(): void {
    this.hasEnded = true;
    this.waiting?.resolve(done);
    this.waiting = undefined;
  }

  private leave(): void {
    this.source.controller.abort();
    this.source.body.destroy();
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    // The parser's own message quotes what it has read.
    throw new SyntaxError('An event of the model is no JSON.');
  }
}

/** The error in an event, where providers write it: beside the event's other fields, whatever its name. */
function errorIn(event: unknown): object | undefined {
  const { error } = (event ?? {}) as { error?: unknown };
  return error ? error : undefined;
}

/** Events of the Responses API that say how the call itself stands. The model tells of those. */
const aboutTheCall = /^response\.(created|queued|in_progress|completed|failed|incomplete)$/;

/** Whether an event of the Responses API may be something to show. */
function canShow(event: unknown): event is { type: string } {
  const { type } = (event ?? {}) as { type?: unknown };
  return typeof type === 'string' && type.startsWith('response.') && !aboutTheCall.test(type);
}
