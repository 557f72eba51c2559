import { jittered } from '../../turns/jitter.js';

const firstMs = 1_000;
const longestMs = 60_000;

/** When to try again what has failed: after 1 s, 2 s, 4 s … up to a minute, each time somewhat earlier or later. */
export class Backoff {
  private failures = 0;
  private until = 0;

  get isWaiting(): boolean {
    return Date.now() < this.until;
  }

  /** Failures of attempts that were under way together count once. */
  fail(): void {
    if (this.isWaiting) return;
    const pause = Math.min(firstMs * 2 ** this.failures, longestMs);
    this.failures++;
    this.until = Date.now() + jittered(pause);
  }

  succeed(): void {
    this.failures = 0;
    this.until = 0;
  }
}
