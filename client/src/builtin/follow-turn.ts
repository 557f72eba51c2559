import type { ThreadStreamEvent } from '../../../src/protocol/events';
import { foldItems } from '../../../src/protocol/fold';
import type { ThreadItem } from '../../../src/protocol/items';
import type { Thread } from '../../../src/protocol/thread';
import type { LiveEvent, TurnEnd } from '../../browser/index.js';
import type { ProtocolClient } from './protocol-client';

/** What is told of a turn that runs without a stream of this page's own. */
interface Follower {
  /** The turn runs; this is the thread by now. */
  onRunning(thread: Thread): void;
  onEvent(event: ThreadStreamEvent): void;
  /** It has ended, and the thread is complete. */
  onEnded(thread: Thread, end: TurnEnd): void;
}

/** Follows the thread's running turn to its end. Tells of nothing when there is none. Never rejects. */
export async function followTurn(
  client: ProtocolClient,
  threadId: string,
  follower: Follower,
): Promise<void> {
  let shown = Promise.resolve();
  let end: TurnEnd | null = null;
  const show = async (event: LiveEvent) => {
    if (event.type !== 'snapshot') return follower.onEvent(event as unknown as ThreadStreamEvent);
    const unfinished = event.items as ThreadItem[];
    // What was finished before the snapshot is read after it; what comes meanwhile waits, and may come twice over.
    const thread = await client.loadThread(threadId);
    const data = unfinished.reduce<ThreadItem[]>(
      (items, item) => foldItems(items, { type: 'thread.item.added', item }),
      thread.items.data,
    );
    follower.onRunning({ ...thread, items: { ...thread.items, data } });
  };
  await client.chat.resume({
    threadId,
    onEvent: (event) => {
      if (event.type === 'turn.ended') end = toEnd(event);
      else shown = shown.then(() => show(event)).catch(() => undefined);
    },
    fetchUpdates: async () => {
      // While it runs, its own events say more.
      if (!end) return;
      await shown;
      follower.onEnded(await client.loadThread(threadId), end);
    },
  });
}

const toEnd = (event: LiveEvent): TurnEnd => ({
  turnId: event.turn_id as TurnEnd['turnId'],
  status: event.status as TurnEnd['status'],
});
