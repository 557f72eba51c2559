import type { Rate } from '../config/rate-limits.js';

/** Parts that a window is counted in. What is older than the window is forgotten a part at a time. */
export const slotsPerWindow = 10;

/** One more of something. */
export interface Attempt {
  key: string;
  rate: Rate;
  /** Look, and count nothing. */
  isLook?: boolean;
  /** With the last that the rate allows, everything is refused for this long. 0: what is over the rate alone. */
  lockMs?: number;
}

export interface Verdict {
  isAllowed: boolean;
  /** Until the next may be allowed, when this is not. */
  retryAfterMs: number;
}

/**
 * What was done how often of late, and what is going on.
 *
 * A rate is a sliding window: at most so many in any window of its length. A window is counted in tenths, of which the
 * oldest counts until all of it has passed, so that what was used up comes back up to a tenth of the window late, and
 * never early.
 */
export abstract class RateStore {
  abstract take(attempt: Attempt): Promise<Verdict>;

  /** Takes one of `max` places, unless all are taken. @returns whether it was taken. */
  abstract hold(key: string, holder: string, max: number): Promise<boolean>;

  /** Gives a place back. Never rejects. */
  abstract release(key: string, holder: string): Promise<void>;

  /** Lets go of connections. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}

export const allowed: Verdict = { isAllowed: true, retryAfterMs: 0 };
export const refusedFor = (retryAfterMs: number): Verdict => ({ isAllowed: false, retryAfterMs });
