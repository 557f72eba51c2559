import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does the work, and again after each of the pauses (milliseconds) while it fails in a way that may pass.
 * @throws what the last attempt threw, or the first that is not worth another.
 */
export async function retry<T>(
  work: () => Promise<T>,
  mayPass: (error: unknown) => boolean,
  pausesMs: readonly number[],
): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await work();
    } catch (error) {
      if (!mayPass(error)) throw error;
      await sleep(pauseMs);
    }
  }
  return work();
}
