import { NotFoundError } from '../protocol/errors.js';
import { isHidden, type ThreadItem } from '../protocol/items.js';
import type { Principal } from './principal.js';
import type { ThreadStore } from './thread-store.js';

/** The item that a request names. @throws NotFoundError also for a hidden one: no answer tells that it is there. */
export async function loadShownItem(
  store: ThreadStore,
  { thread_id, item_id }: { thread_id: string; item_id: string },
  principal: Principal,
): Promise<ThreadItem> {
  const item = await store.loadItem(thread_id, item_id, principal);
  if (isHidden(item)) throw new NotFoundError('item');
  return item;
}
