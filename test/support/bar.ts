import { availableParallelism, loadavg } from 'node:os';

/**
 * How long something may take, in milliseconds: what is promised where the machine has nothing else to do, and more
 * where several want each core. A test that is red because of its neighbours says nothing.
 */
export const barMs = (ms: number): number => ms * Math.max(1, (1.5 * loadavg()[0]!) / availableParallelism());
