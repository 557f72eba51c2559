import type { ThreadItem } from '../protocol/items.js';
import type { Principal } from '../turns/principal.js';
import type { ThreadStore } from '../turns/thread-store.js';

/** Items that the model remembers. */
const historyItems = 100;

/** The newest items of a thread, oldest first: what the model remembers of it. */
export async function loadHistory(
  store: ThreadStore,
  threadId: string,
  principal: Principal,
): Promise<ThreadItem[]> {
  const page = await store.loadThreadItems(threadId, { limit: historyItems, order: 'desc' }, principal);
  return page.data.reverse();
}
