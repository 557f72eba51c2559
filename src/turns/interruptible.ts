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
 * a reaction per event until the turn ends.
 * @throws InterruptedError on abort.
 */
export async function* interruptible<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let interrupt: (() => void) | undefined;
  const onAbort = () => interrupt?.();
  signal.addEventListener('abort', onAbort);
  let finished = false;
  try {
    for (;;) {
      const step = await new Promise<IteratorResult<T>>((resolve, reject) => {
        interrupt = () => reject(new InterruptedError(signal.reason));
        if (signal.aborted) return interrupt();
        iterator.next().then(resolve, reject);
      });
      if (step.done) {
        finished = true;
        return;
      }
      yield step.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // What a source that was left behind still has to say is nobody's business any more.
    if (!finished) void iterator.return?.().catch(() => undefined);
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
