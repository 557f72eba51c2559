import type { ThreadItem } from '../protocol/items.js';
import { maxPageSize } from '../protocol/page.js';
import type { Principal } from '../turns/principal.js';
import type { ThreadStore } from '../turns/thread-store.js';

/** The newest items of a thread, oldest first: what the model remembers of it. */
export async function loadHistory(
  store: ThreadStore,
  threadId: string,
  principal: Principal,
): Promise<ThreadItem[]> {
  const page = await store.loadThreadItems(threadId, { limit: maxPageSize, order: 'desc' }, principal);
  return page.data.reverse();
}
