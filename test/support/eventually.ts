import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 20;

/**
 * Waits until an expectation holds, for what tells of itself only by being looked at: rows, files, processes.
 * @throws the expectation's own error when the time is up.
 */
export async function eventually<T>(expectation: () => T | Promise<T>, withinMs = 5_000): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(pollMs);
    }
  }
}
