import { NotFoundError } from '../protocol/errors.js';
import { defaultPageSize, pageSize } from '../protocol/page.js';
import type { OperationType, RequestOf } from '../protocol/requests.js';
import { wellFormedLine } from '../protocol/text.js';
import { toItemsView, toThreadView } from '../protocol/thread.js';
import type { Principal } from './principal.js';
import type { ThreadStore, PageQuery } from './thread-store.js';

// The operations that read or change threads and answer with one JSON body.

type Params<Type extends OperationType> = RequestOf<Type>['params'];

/** The thread with its first page of items, oldest first. */
export async function getThread(store: ThreadStore, threadId: string, principal: Principal) {
  const thread = await store.loadThread(threadId, principal);
  const query = { limit: defaultPageSize, order: 'asc', visibleOnly: true } as const;
  return toThreadView(thread, await store.loadThreadItems(threadId, query, principal));
}

export async function listThreads(store: ThreadStore, params: Params<'threads.list'>, principal: Principal) {
  const page = await store.loadThreads(toPageQuery(params), principal);
  return { ...page, data: page.data.map((thread) => toThreadView(thread)) };
}

/** The thread is loaded for its owner's sake: a foreign one is unknown, and not an empty page. */
export async function listItems(store: ThreadStore, params: Params<'items.list'>, principal: Principal) {
  await store.loadThread(params.thread_id, principal);
  const query = { ...toPageQuery(params), visibleOnly: true };
  return toItemsView(await store.loadThreadItems(params.thread_id, query, principal));
}

export async function renameThread(
  store: ThreadStore,
  params: Params<'threads.update'>,
  principal: Principal,
) {
  const thread = await store.loadThread(params.thread_id, principal);
  thread.title = wellFormedLine(params.title);
  await store.saveThread(thread, principal);
  return toThreadView(thread);
}

/** @throws NotFoundError also for a thread that was deleted before, so that nothing is learnt of foreign ones. */
export async function deleteThread(store: ThreadStore, threadId: string, principal: Principal) {
  await store.loadThread(threadId, principal);
  await store.deleteThread(threadId, principal);
  return {};
}

function toPageQuery(params: Params<'threads.list' | 'items.list'>): PageQuery {
  if (params.after === '') throw new NotFoundError('cursor');
  return {
    limit: pageSize(params.limit),
    order: params.order,
    ...(params.after != null && { after: params.after }),
  };
}
