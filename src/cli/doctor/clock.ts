import { failure, ok, type Finding } from './finding.js';

/** Somebody else's clock, and what ours said at that moment. Milliseconds since the epoch. */
export interface ClockReading {
  /** Whose it is: `the database`. */
  of: string;
  theirs: number;
  ours: number;
}

/** Seconds from which on tokens and leases are judged wrongly. */
const maxSkewSeconds = 30;

/** Compares this machine's clock with every other one that was seen. */
export function checkClock(readings: readonly ClockReading[]): Finding[] {
  if (readings.length === 0) return [ok('clock', 'there is no other clock to compare with')];
  return readings.map(({ of, theirs, ours }) => {
    const seconds = Math.round((ours - theirs) / 1000);
    if (Math.abs(seconds) <= maxSkewSeconds) {
      return ok('clock', `agrees with ${of} within ${maxSkewSeconds} s`);
    }
    const direction = seconds > 0 ? 'ahead of' : 'behind';
    return failure(
      'clock',
      `this machine is ${Math.abs(seconds)} s ${direction} ${of}`,
      'set the clocks with NTP; tokens and leases are judged by them',
    );
  });
}
