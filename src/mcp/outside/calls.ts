import { randomUUID } from 'node:crypto';

/** Names the call among a request's headers, inside of this process alone: {@link Calls.take} takes it out. */
export const callHeader = 'x-nestjs-chatkit-call';

/**
 * The calls of one connection that are under way, so that a call and the HTTP exchange under it end together. The
 * library waits for an answer that a broken stream cannot bring any more, and leaves open the exchange of a call that
 * it has given up.
 */
export class Calls {
  private readonly running = new Map<string, Call>();

  get count(): number {
    return this.running.size;
  }

  begin(): Call {
    const call = new Call(() => this.running.delete(call.key));
    this.running.set(call.key, call);
    return call;
  }

  /** The call that a request belongs to, whose name is taken off the headers. */
  take(headers: Headers): Call | undefined {
    const key = headers.get(callHeader);
    headers.delete(callHeader);
    return key ? this.running.get(key) : undefined;
  }
}

/** One request and its answer. */
export class Call {
  readonly key = randomUUID();
  /** Rejects when the exchange ended without an answer. Never resolves. */
  readonly failed: Promise<never>;
  private readonly exchange = new AbortController();
  private reject!: (error: unknown) => void;

  constructor(private readonly onEnd: () => void) {
    this.failed = new Promise((_, reject) => (this.reject = reject));
    this.failed.catch(() => undefined);
  }

  /** Aborts when the call is over: nobody reads on. */
  get signal(): AbortSignal {
    return this.exchange.signal;
  }

  fail(error: unknown): void {
    this.reject(error);
  }

  end(): void {
    this.onEnd();
    this.exchange.abort();
  }
}
