import type { UsageClock } from './usage-clock.js';
import { allowed, RateStore, refusedFor, slotsPerWindow, type Attempt, type Verdict } from './rate-store.js';

interface Window {
  /** Number of the slot, counted from the clock's beginning -> what was done in it; oldest first. */
  counts: Map<number, number>;
  lockedUntil: number;
  /** From then on nothing of it counts any more. */
  endsAt: number;
}

/** Keys that are remembered. Whoever has more addresses than that makes the oldest be forgotten. */
const maxKeys = 100_000;
const sweepEveryMs = 60_000;

/** Counts in this process alone. */
export class MemoryRateStore extends RateStore {
  private readonly windows = new Map<string, Window>();
  private readonly holders = new Map<string, Set<string>>();
  private sweptAt = 0;

  constructor(private readonly clock: UsageClock) {
    super();
  }

  async take({ key, rate, isLook = false, lockMs = 0 }: Attempt): Promise<Verdict> {
    const now = this.clock.elapsedMs();
    this.sweep(now);
    const window = this.windows.get(key) ?? { counts: new Map(), lockedUntil: 0, endsAt: 0 };
    if (window.lockedUntil > now) return refusedFor(window.lockedUntil - now);
    const slotMs = rate.windowMs / slotsPerWindow;
    const current = Math.floor(now / slotMs);
    let used = 0;
    for (const [slot, count] of window.counts) {
      if (slot < current - slotsPerWindow) window.counts.delete(slot);
      else used += count;
    }
    const more = isLook ? 0 : 1;
    if (used + more > rate.limit) return refusedFor(waitFor(window, used + more - rate.limit, slotMs) - now);
    if (isLook) return allowed;
    if (lockMs > 0 && used + 1 >= rate.limit) {
      Object.assign(window, { counts: new Map(), lockedUntil: now + lockMs, endsAt: now + lockMs });
    } else {
      window.counts.set(current, (window.counts.get(current) ?? 0) + 1);
      window.endsAt = (current + slotsPerWindow + 1) * slotMs;
    }
    this.remember(key, window);
    return allowed;
  }

  async hold(key: string, holder: string, max: number): Promise<boolean> {
    const holders = this.holders.get(key) ?? new Set();
    if (holders.size >= max) return false;
    this.holders.set(key, holders.add(holder));
    return true;
  }

  async release(key: string, holder: string): Promise<void> {
    const holders = this.holders.get(key);
    if (holders?.delete(holder) && holders.size === 0) this.holders.delete(key);
  }

  private remember(key: string, window: Window): void {
    // To the end: what stands first was used longest ago.
    this.windows.delete(key);
    this.windows.set(key, window);
    if (this.windows.size <= maxKeys) return;
    for (const oldest of this.windows.keys()) return void this.windows.delete(oldest);
  }

  private sweep(now: number): void {
    if (now - this.sweptAt < sweepEveryMs) return;
    this.sweptAt = now;
    for (const [key, { endsAt }] of this.windows) if (endsAt <= now) this.windows.delete(key);
  }
}

/** When so many of what was done count no more. */
function waitFor({ counts }: Window, tooMany: number, slotMs: number): number {
  let left = tooMany;
  for (const [slot, count] of counts) {
    left -= count;
    if (left <= 0) return (slot + slotsPerWindow + 1) * slotMs;
  }
  throw new RangeError('More is too much than was counted.');
}
