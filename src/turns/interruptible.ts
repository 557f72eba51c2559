/** Thrown out of {@link interruptible} when its signal is aborted; the reason is the signal's. */
export class InterruptedError extends Error {
  constructor(readonly reason: unknown) {
    super('The iteration was interrupted.');
    this.name = 'InterruptedError';
  }
}

/**
 * Iterates until the source ends or the signal is aborted, whichever is first. A source that does not react to
 * the signal is left behind: its `return()` is called, and not waited for.
 *
 * One promise is made per step, and none outlives it: racing each step against one long-lived promise would keep
 * a reaction per event until the turn ends. Not a generator: that would make three promises more of each.
 * @throws InterruptedError on abort.
 */
export const interruptible = <T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncIterableIterator<T> =>
  new Interruptible(source[Symbol.asyncIterator](), signal);

class Interruptible<T> implements AsyncIterableIterator<T> {
  private reject?: (error: unknown) => void;
  private hasEnded = false;

  constructor(
    private readonly source: AsyncIterator<T>,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', this.interrupt);
  }

  next(): Promise<IteratorResult<T>> {
    if (this.hasEnded) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.reject = reject;
      if (this.signal.aborted) return this.interrupt();
      this.source.next().then(
        (step) => {
          this.reject = undefined;
          if (step.done) this.end();
          resolve(step);
        },
        (error: Error) => {
          this.reject = undefined;
          this.end();
          reject(error);
        },
      );
    });
  }

  async return(): Promise<IteratorResult<T>> {
    this.leave();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private readonly interrupt = (): void => {
    // Between two steps it is the next one that is told.
    if (!this.reject) return;
    this.leave();
    this.reject(new InterruptedError(this.signal.reason));
  };

  private leave(): void {
    if (this.hasEnded) return;
    this.end();
    // What a source that was left behind still has to say is nobody's business any more.
    void this.source.return?.().catch(() => undefined);
  }

  private end(): void {
    this.hasEnded = true;
    this.signal.removeEventListener('abort', this.interrupt);
  }
}

/** Waits for the promise, but no longer than until the signal is aborted. @throws InterruptedError on abort. */
export async function orInterrupted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  let onAbort!: () => void;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new InterruptedError(signal.reason));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
  });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
