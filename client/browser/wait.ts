/** Waits, or less when the signal aborts. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
    if (signal?.aborted) done();
  });
}

/** Between half of the given time and all of it: many pages that lost one server must not come back at once. */
export const jittered = (ms: number): number => ms * (0.5 + Math.random() / 2);
