import type { ThreadStreamEvent } from '../../protocol/events.js';

/** Events that may wait to be read before a source of many is asked to pause. */
const highWater = 64;

/**
 * What tools and helpers want shown, until the stream of the answer takes it.
 *
 * Events of tools are copied when they are put in: their owners go on changing the items in them.
 */
export class EventQueue {
  private events: ThreadStreamEvent[] = [];
  private onPush?: () => void;
  private paused: (() => void)[] = [];
  private isClosed = false;

  push(event: ThreadStreamEvent): void {
    if (this.isClosed) return;
    this.events.push(structuredClone(event));
    this.onPush?.();
  }

  /** Puts in events that nobody goes on changing. */
  append(events: readonly ThreadStreamEvent[]): void {
    if (this.isClosed || events.length === 0) return;
    this.events.push(...events);
    this.onPush?.();
  }

  /** Everything that waits, in order. */
  take(): readonly ThreadStreamEvent[] {
    const { events } = this;
    if (events.length === 0) return events;
    this.events = [];
    this.resume();
    return events;
  }

  /** Begins to read. `onPush` is called after each push, until the returned function ends the reading. */
  read(onPush: () => void): () => void {
    this.onPush = onPush;
    this.isClosed = false;
    return () => {
      this.onPush = undefined;
      this.resume();
    };
  }

  /** Throws away what waits, and what tools that still run put in, until somebody reads again. */
  close(): void {
    this.isClosed = true;
    this.take();
  }

  /** What a source of many events has to wait for, if anything: that few of them wait, or nobody reads. */
  room(): Promise<void> | undefined {
    if (!this.onPush || this.events.length < highWater) return undefined;
    return new Promise((resolve) => this.paused.push(resolve));
  }

  private resume(): void {
    for (const resolve of this.paused.splice(0)) resolve();
  }
}
