import { setMaxListeners } from 'node:events';
import { AnswerGate, AnswerTooLargeError } from './answer-gate.js';
import type { Call, Calls } from './calls.js';

/** Nobody answers at the server's address. */
export class UnreachableError extends Error {
  constructor(options?: ErrorOptions) {
    super('The server cannot be reached.', options);
    this.name = 'UnreachableError';
  }
}

/** An exchange that brought no answer. */
export class AnswerMissingError extends Error {
  constructor(options?: ErrorOptions) {
    super('The connection ended before the answer.', options);
    this.name = 'AnswerMissingError';
  }
}

/** How long a stream that has ended is given to be read to its end, in milliseconds. */
const readingMs = 250;

interface OutsideFetchOptions {
  /** What tells the server whom a request is for. */
  identity: () => Promise<Record<string, string>>;
  calls: Calls;
  /** Longest exchange, in milliseconds. */
  maxMs: number;
}

/**
 * The `fetch` of one person's connection to one server: it adds the identity, bounds what comes back, and ties an
 * exchange to its call. Nothing else leaves by it, and no redirect is followed: neither a token nor a request goes to
 * where the operator has not sent it.
 */
export function outsideFetch({ identity, calls, maxMs }: OutsideFetchOptions) {
  return async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    const call = calls.take(headers);
    // A stream for what the server says unasked: a socket per person, for news that nobody waits for.
    if (init.method === 'GET' && !headers.has('last-event-id')) return new Response(null, { status: 405 });
    for (const [name, value] of Object.entries(await identity())) headers.set(name, value);
    const link = linkSignals([init.signal, call?.signal], maxMs);
    try {
      const response = await fetch(url, { ...init, headers, redirect: 'manual', signal: link.signal });
      return gated(response, { call, link });
    } catch (cause) {
      link.release();
      if (link.signal.aborted) throw cause;
      throw new UnreachableError({ cause });
    }
  };
}

interface Link {
  signal: AbortSignal;
  release(): void;
}

/** One signal for several, and for the time: unlike `AbortSignal.any`, it lets go of them when it is over. */
function linkSignals(signals: (AbortSignal | null | undefined)[], maxMs: number): Link {
  const controller = new AbortController();
  const sources = signals.filter((signal) => signal != null);
  const abort = () => controller.abort();
  const timer = setTimeout(() => {
    abort();
    release();
  }, maxMs).unref();
  for (const signal of sources) {
    if (signal.aborted) abort();
    // That of a connection has as many listeners as there are exchanges under way.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', abort);
  }
  const release = () => {
    clearTimeout(timer);
    for (const signal of sources) signal.removeEventListener('abort', abort);
  };
  return { signal: controller.signal, release };
}

/** The response, read through a gate. */
function gated(response: Response, { call, link }: { call?: Call; link: Link }): Response {
  if (!response.body) {
    link.release();
    return response;
  }
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const gate = new AnswerGate(isStream);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value, done } = await reader.read();
        if (value) gate.check(value);
        if (!done) return controller.enqueue(value);
        link.release();
        controller.close();
        // What is left of a stream that can be asked for again comes by the next exchange.
        if (isStream && !gate.isResumable) setTimeout(() => call?.fail(new AnswerMissingError()), readingMs);
      } catch (cause) {
        const isAborted = link.signal.aborted;
        link.release();
        const error = cause instanceof AnswerTooLargeError ? cause : new AnswerMissingError({ cause });
        controller.error(error);
        // A call that is given up knows why already.
        if (!isAborted && !gate.isResumable) call?.fail(error);
        await reader.cancel(error).catch(() => undefined);
      }
    },
    async cancel(reason) {
      link.release();
      await reader.cancel(reason).catch(() => undefined);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}
