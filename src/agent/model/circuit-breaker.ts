import { ModelFault } from './model-fault.js';

export interface CircuitBreakerOptions {
  /** Failed calls in a row that open it. 5 by default. */
  failures?: number;
  /** Milliseconds for which it stays open; twice as long after each look in vain. 2 seconds by default. */
  pauseMs?: number;
  /** Its longest pause, in milliseconds. 30 seconds by default. */
  longestPauseMs?: number;
  /** Told when calls stop being made, and when they are made again. */
  onChange?: (state: 'open' | 'closed') => void;
  now?: () => number;
}

/**
 * Keeps calls from a provider that is down: after several failed calls in a row the next ones fail at once, until
 * after a pause one of them, and no more, goes through to see.
 */
export class CircuitBreaker {
  private readonly failures: number;
  private readonly firstPauseMs: number;
  private readonly longestPauseMs: number;
  private readonly onChange: (state: 'open' | 'closed') => void;
  private readonly now: () => number;
  private failedInARow = 0;
  private openedAt: number | undefined;
  private pauseMs: number;
  private isProbing = false;

  constructor({
    failures = 5,
    pauseMs = 2_000,
    longestPauseMs = 30_000,
    onChange = () => {},
    now = () => performance.now(),
  }: CircuitBreakerOptions = {}) {
    this.failures = failures;
    this.firstPauseMs = pauseMs;
    this.longestPauseMs = longestPauseMs;
    this.pauseMs = pauseMs;
    this.onChange = onChange;
    this.now = now;
  }

  /**
   * Begins a call. What is returned is told of its end, once: `ok` when the provider is there, `failed` when it is
   * not, `unknown` when the call was given up before that could be seen.
   * @throws ModelFault `model_unavailable` while it is open.
   */
  enter(): (end: 'ok' | 'failed' | 'unknown') => void {
    const isProbe = this.openedAt !== undefined;
    if (this.openedAt !== undefined) {
      if (this.isProbing || this.now() - this.openedAt < this.pauseMs) {
        throw new ModelFault('model_unavailable', { remark: 'not asked, as the last calls have all failed' });
      }
      this.isProbing = true;
    }
    return (end) => {
      if (isProbe) this.isProbing = false;
      if (end === 'ok') this.close();
      else if (end === 'failed') this.fail(isProbe);
    };
  }

  private close(): void {
    this.failedInARow = 0;
    if (this.openedAt === undefined) return;
    this.openedAt = undefined;
    this.pauseMs = this.firstPauseMs;
    this.onChange('closed');
  }

  private fail(wasProbe: boolean): void {
    this.failedInARow++;
    if (this.openedAt === undefined) {
      if (this.failedInARow < this.failures) return;
      this.openedAt = this.now();
      this.onChange('open');
    } else if (wasProbe) {
      this.openedAt = this.now();
      this.pauseMs = Math.min(this.pauseMs * 2, this.longestPauseMs);
    }
  }
}
