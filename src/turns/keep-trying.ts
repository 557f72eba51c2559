import { setTimeout as pause } from 'node:timers/promises';
import { isOutage } from './outage.js';

/** Pauses between two attempts, in milliseconds: they double from the first to the longest. */
const [firstPauseMs, longestPauseMs] = [100, 2_000];

export interface Patience {
  /** How long it is tried, in milliseconds. */
  forMs: number;
  /** Aborted when nothing is to be waited for any more. */
  giveUp: AbortSignal;
}

/**
 * Does the work, and again while the storage is away: at pauses that grow, and differ, so that not everybody who waited
 * comes back at once. Only for work that may be done twice.
 * @throws what the last attempt threw.
 */
export async function keepTrying<T>(work: () => Promise<T>, { forMs, giveUp }: Patience): Promise<T> {
  const until = Date.now() + forMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await work();
    } catch (error) {
      const nextMs = pauseMs * (0.5 + Math.random() / 2);
      if (!isOutage(error) || giveUp.aborted || Date.now() + nextMs > until) throw error;
      await pause(nextMs, undefined, { signal: giveUp }).catch(() => undefined);
      if (giveUp.aborted) throw error;
    }
  }
}
