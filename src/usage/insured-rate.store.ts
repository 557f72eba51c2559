import { RateStore, refusedFor, type Attempt, type Verdict } from './rate-store.js';
import type { UsageClock } from './usage-clock.js';

/** After a failure the shared store is left alone for this long, so that not every request waits for it. */
const pauseMs = 1_000;
/** Refusals that are remembered. */
const maxRefusals = 10_000;

interface InsuredStores {
  shared: RateStore;
  /** Counts while the shared one is away. */
  own: RateStore;
}

/**
 * Counts where all processes count, and in this process alone while that is away: the same limits hold then, for each
 * process (`docs/decisions/0012-limits-without-redis.md`). What was refused is refused again without asking, for as
 * long as nothing can have changed.
 */
export class InsuredRateStore extends RateStore {
  private pausedUntil = -Infinity;
  private isDown = false;
  private readonly refusals = new Map<string, number>();

  /** @param options.onChange Hears when the shared store goes away, and when it is back. */
  constructor(
    private readonly stores: InsuredStores,
    private readonly clock: UsageClock,
    private readonly onChange: (isDown: boolean, cause?: unknown) => void,
  ) {
    super();
  }

  async take(attempt: Attempt): Promise<Verdict> {
    const now = this.clock.elapsedMs();
    const until = this.refusals.get(attempt.key) ?? 0;
    if (until > now) return refusedFor(until - now);
    const verdict = await this.ask((store) => store.take(attempt));
    if (verdict.isAllowed) this.refusals.delete(attempt.key);
    else this.remember(attempt.key, now + verdict.retryAfterMs);
    return verdict;
  }

  hold(key: string, holder: string, max: number): Promise<boolean> {
    return this.ask((store) => store.hold(key, holder, max));
  }

  async release(key: string, holder: string): Promise<void> {
    await Promise.all([this.stores.own.release(key, holder), this.stores.shared.release(key, holder)]);
  }

  override async close(): Promise<void> {
    await this.stores.shared.close();
  }

  private async ask<Answer>(question: (store: RateStore) => Promise<Answer>): Promise<Answer> {
    if (this.clock.elapsedMs() < this.pausedUntil) return question(this.stores.own);
    try {
      const answer = await question(this.stores.shared);
      if (this.isDown) this.onChange((this.isDown = false));
      return answer;
    } catch (error) {
      this.pausedUntil = this.clock.elapsedMs() + pauseMs;
      if (!this.isDown) this.onChange((this.isDown = true), error);
      return question(this.stores.own);
    }
  }

  private remember(key: string, until: number): void {
    this.refusals.delete(key);
    this.refusals.set(key, until);
    if (this.refusals.size <= maxRefusals) return;
    for (const oldest of this.refusals.keys()) return void this.refusals.delete(oldest);
  }
}
