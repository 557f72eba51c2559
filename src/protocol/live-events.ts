import type { ThreadItem } from './items.js';

// What a stream says that joins a turn, beside the turn's own events. Its frames have an `id`, which a client that comes
// back names: the turn, and the position of the event in it.

/** How a turn can end. `interrupted`: its process went away, or was told to stop. */
export type TurnEnd = 'completed' | 'cancelled' | 'failed' | 'interrupted';

/** What is being written at a position, for a client that has not seen it come. What is final is stored. */
export interface SnapshotEvent {
  type: 'snapshot';
  turn_id: string;
  /** Of the last event that is folded into the items. The next one has the next position. */
  position: number;
  /** Unfinished items as their readers see them, in the order they were begun. */
  items: ThreadItem[];
  /**
   * `false`: the turn runs in a process that cannot be listened to. Instead of events there are more snapshots, of
   * what that process has stored of its unfinished items.
   */
  live?: false;
}

/** The last frame: nothing more comes of the turn, and everything that it leaves is stored. */
export interface TurnEndedEvent {
  type: 'turn.ended';
  /** `null` when the thread never had a turn. */
  turn_id: string | null;
  /** `null` when that is not known: another turn has begun since. */
  status: TurnEnd | null;
}

/** An event of a turn. */
export interface TurnPosition {
  turnId: string;
  position: number;
}

/** A {@link TurnPosition} as the frames have it: `<turn id>:<position>`. */
export const positionPattern = /^([\w-]{1,100}):(\d{1,9})$/;

/** Reads `<turn id>:<position>`, as the frames have it. Undefined for anything else. */
export function parsePosition(text: string): TurnPosition | undefined {
  const [, turnId, position] = positionPattern.exec(text) ?? [];
  return turnId === undefined ? undefined : { turnId, position: Number(position) };
}

/** A frame of the turn's own stream, with its id. */
export const numbered = ({ turnId, position }: TurnPosition, frame: string): string =>
  `id: ${turnId}:${position}\n${frame}`;

export function snapshotFrame(turnId: string, position: number, items: ThreadItem[]): string {
  return numbered({ turnId, position }, frameOf({ type: 'snapshot', turn_id: turnId, position, items }));
}

/** A snapshot from the storage. Without an id: it stands at no known event. */
export const storedSnapshotFrame = (turnId: string, items: ThreadItem[]): string =>
  frameOf({ type: 'snapshot', turn_id: turnId, position: 0, items, live: false });

/** @param position Of the turn's last event, where that is known. */
export function endedFrame(turnId: string | null, status: TurnEnd | null, position?: number): string {
  const frame = frameOf({ type: 'turn.ended', turn_id: turnId, status });
  return turnId === null || position === undefined ? frame : numbered({ turnId, position }, frame);
}

const frameOf = (event: SnapshotEvent | TurnEndedEvent): string => `data: ${JSON.stringify(event)}\n\n`;
