import type { ThreadStreamEvent } from '../../protocol/events.js';

/**
 * What one event of a run becomes. Where a converter has to be asked first, the events are made afterwards, and
 * at once: what tools showed in between then stands before them.
 */
export type Mapped = readonly ThreadStreamEvent[] | Promise<() => readonly ThreadStreamEvent[]>;

/** For the many events of a run that show nothing. */
export const nothing: readonly ThreadStreamEvent[] = [];
