import { Injectable } from '@nestjs/common';

/** The time that limits go by. Tests set it. */
@Injectable()
export class UsageClock {
  /** Milliseconds on a clock that never goes back. */
  elapsedMs(): number {
    return performance.now();
  }

  now(): Date {
    return new Date();
  }
}
