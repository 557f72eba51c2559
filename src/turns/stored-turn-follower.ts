import { NotFoundError } from '../protocol/errors.js';
import { isHidden, toItemView, type ThreadItem } from '../protocol/items.js';
import { endedFrame, storedSnapshotFrame } from '../protocol/live-events.js';
import type { Log } from './log.js';
import type { Principal } from './principal.js';
import type { TurnLedger } from './turn-ledger.js';
import type { FrameSink } from './viewers.js';

/** Milliseconds between two looks at what is stored. */
const everyMs = 1_000;

/** A turn that another process runs, and who is to be shown what it stores. */
export interface FollowedTurn {
  ledger: TurnLedger;
  log: Log;
  threadId: string;
  principal: Principal;
  /** Found running. */
  turnId: string;
  sink: FrameSink;
  /** Joins the turn when it turns out to run in this process; undefined while it does not. */
  join: (turnId: string, sink: FrameSink) => (() => void) | undefined;
}

/**
 * Follows a turn that cannot be listened to, by what its process stores of it: a snapshot that says so, another one
 * whenever there is more, and the end.
 * @returns what to call when the viewer leaves.
 */
export function followStored(followed: FollowedTurn): () => void {
  const { ledger, log, threadId, principal, turnId, sink } = followed;
  let timer: NodeJS.Timeout | undefined;
  let hasLeft = false;
  let shown = '';
  let leave = () => {
    hasLeft = true;
    clearTimeout(timer);
  };

  const show = (checkpoint: readonly ThreadItem[]) => {
    const items = checkpoint.filter((item) => !isHidden(item)).map(toItemView);
    const frame = storedSnapshotFrame(turnId, items);
    if (frame !== shown) sink.push((shown = frame));
  };
  const end = (frame: string) => {
    sink.push(frame);
    sink.end();
  };
  const look = async () => {
    try {
      const now = await ledger.latest(threadId, principal);
      if (hasLeft) return;
      if (now?.turnId !== turnId) return end(endedFrame(turnId, null));
      if (now.status !== 'running') return end(endedFrame(turnId, now.status));
      const joined = followed.join(turnId, sink);
      if (joined) return void (leave = joined);
      show(now.checkpoint);
    } catch (error) {
      if (hasLeft) return;
      // The thread was deleted, and its turn with it.
      if (error instanceof NotFoundError) return end(endedFrame(turnId, 'interrupted'));
      log.warn('a turn of another process could not be looked at', { turnId, error });
    }
    wait();
  };
  const wait = () => {
    timer = setTimeout(() => void look(), everyMs).unref();
  };

  void look();
  return () => leave();
}
