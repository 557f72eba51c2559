/** A timer that fires so much too late, in milliseconds, was held up: the process slept, or was busy. */
const heldUpMs = 500;
/** What came meanwhile has yet to be read then, for which there is this much time, in milliseconds. */
const catchUpMs = 1_000;

/**
 * Notices when nothing has come for too long. One timer for all of an answer: it is set anew when it fires, not with
 * every piece, of which there are thousands.
 */
export class Watchdog {
  private timer: NodeJS.Timeout | undefined;
  private firesAt = 0;
  private until: number | undefined;

  /** @param onSilence Called when a wait took longer than it may. It may begin another. */
  constructor(private readonly onSilence: () => void) {}

  /** Begins a wait of at most `ms` milliseconds. */
  wait(ms: number): void {
    this.until = performance.now() + ms;
    if (this.timer && this.firesAt <= this.until) return;
    clearTimeout(this.timer);
    this.set(this.until, ms);
  }

  /** What was waited for has come. The time that others take with it does not count. */
  rest(): void {
    this.until = undefined;
  }

  stop(): void {
    this.until = undefined;
    clearTimeout(this.timer);
  }

  private set(at: number, ms: number): void {
    this.firesAt = at;
    this.timer = setTimeout(() => this.look(), ms);
  }

  private look(): void {
    this.timer = undefined;
    if (this.until === undefined) return;
    const now = performance.now();
    // The provider's silence, not this process' own.
    if (now - this.firesAt > heldUpMs) this.until = Math.max(this.until, now + catchUpMs);
    const leftMs = this.until - now;
    if (leftMs >= 1) return this.set(this.until, leftMs);
    this.stop();
    this.onSilence();
  }
}
