import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { foldItems } from '../../src/protocol/fold.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import type { SnapshotEvent, TurnEndedEvent } from '../../src/protocol/live-events.js';
import type { FrameSink } from '../../src/turns/viewers.js';

/** What a frame of a joined turn may say. */
export type LiveEvent = ThreadStreamEvent | SnapshotEvent | TurnEndedEvent;

export const isSnapshot = (event: LiveEvent): event is SnapshotEvent => event.type === 'snapshot';
export const isEnd = (event: LiveEvent): event is TurnEndedEvent => event.type === 'turn.ended';

/** A frame as its id, if it has one, and its event. */
export function readFrame(frame: string): { id?: string; event: LiveEvent } {
  const [, id, data] = /^(?:id: (.*)\n)?data: (.*)\n\n$/.exec(frame) ?? [];
  if (data === undefined) throw new Error(`No frame: ${frame}`);
  return { id, event: JSON.parse(data) as LiveEvent };
}

/** Somebody who joins a turn, as a list of what they were told. */
export class LiveViewer implements FrameSink {
  readonly frames: { id?: string; event: LiveEvent }[] = [];
  hasEnded = false;

  push(frame: string): void {
    if (this.hasEnded) throw new Error('Told of something behind the end.');
    this.frames.push(readFrame(frame));
  }

  end(): void {
    this.hasEnded = true;
  }

  get events(): LiveEvent[] {
    return this.frames.map(({ event }) => event);
  }

  get ids(): (string | undefined)[] {
    return this.frames.map(({ id }) => id);
  }
}

/**
 * What a client shows that joined, then loaded the thread's items, and folds into them what it is told: a snapshot's
 * items stand in the place of loaded ones.
 */
export function shownBy(events: readonly LiveEvent[], loaded: readonly ThreadItem[]): ThreadItem[] {
  return events.reduce<ThreadItem[]>(
    (items, event) => {
      if (isEnd(event)) return items;
      if (!isSnapshot(event)) return foldItems(items, event);
      return event.items.reduce(
        (shown, item) => foldItems(shown, { type: 'thread.item.replaced', item }),
        items,
      );
    },
    [...loaded],
  );
}
