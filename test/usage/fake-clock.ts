import { UsageClock } from '../../src/usage/usage-clock.js';

/** A clock that stands still until it is told otherwise. */
export class FakeClock extends UsageClock {
  constructor(private ms = Date.UTC(2026, 0, 1, 12)) {
    super();
  }

  pass(ms: number): void {
    this.ms += ms;
  }

  override elapsedMs(): number {
    return this.ms;
  }

  override now(): Date {
    return new Date(this.ms);
  }
}
