import { NotFoundError } from '../protocol/errors.js';
import type { Limits } from '../protocol/limits.js';
import { pageSize } from '../protocol/page.js';
import type { OperationType, RequestOf } from '../protocol/requests.js';
import { wellFormedLine } from '../protocol/text.js';
import { toItemsView, toThreadView } from '../protocol/thread.js';
import type { RequestContext } from './context.js';
import type { PageQuery } from './thread-store.js';
import type { TurnParts } from './turn-parts.js';

// The operations that read or change threads and answer with one JSON body.

type Params<Type extends OperationType> = RequestOf<Type>['params'];

/** The thread with its first page of items, oldest first. */
export async function getThread(
  { store, limits }: TurnParts,
  { thread_id }: Params<'threads.get_by_id'>,
  { principal }: RequestContext,
) {
  const thread = await store.loadThread(thread_id, principal);
  const query = { limit: limits.threadPageSize, order: 'asc', visibleOnly: true } as const;
  return toThreadView(thread, await store.loadThreadItems(thread_id, query, principal));
}

export async function listThreads(
  { store, limits }: TurnParts,
  params: Params<'threads.list'>,
  { principal }: RequestContext,
) {
  const page = await store.loadThreads(toPageQuery(params, limits), principal);
  return { ...page, data: page.data.map((thread) => toThreadView(thread)) };
}

/** The thread is loaded for its owner's sake: a foreign one is unknown, and not an empty page. */
export async function listItems(
  { store, limits }: TurnParts,
  params: Params<'items.list'>,
  { principal }: RequestContext,
) {
  await store.loadThread(params.thread_id, principal);
  const query = { ...toPageQuery(params, limits), visibleOnly: true };
  return toItemsView(await store.loadThreadItems(params.thread_id, query, principal));
}

export async function renameThread(
  { store }: TurnParts,
  { thread_id, title }: Params<'threads.update'>,
  { principal }: RequestContext,
) {
  return toThreadView(await store.renameThread(thread_id, wellFormedLine(title), principal));
}

/** @throws NotFoundError also for a thread that was deleted before, so that nothing is learnt of foreign ones. */
export async function deleteThread(
  { store }: TurnParts,
  { thread_id }: Params<'threads.delete'>,
  { principal }: RequestContext,
) {
  await store.loadThread(thread_id, principal);
  await store.deleteThread(thread_id, principal);
  return {};
}

/** Keeps a person's feedback, then tells the responder of it. */
export async function addFeedback(
  { store, responder }: TurnParts,
  { thread_id, item_ids, kind }: Params<'items.feedback'>,
  context: RequestContext,
) {
  await store.loadThread(thread_id, context.principal);
  await store.saveFeedback(thread_id, item_ids, kind, context.principal);
  await responder.addFeedback(thread_id, item_ids, kind, context);
  return {};
}

function toPageQuery(
  { limit, order, after }: Params<'threads.list' | 'items.list'>,
  limits: Limits,
): PageQuery {
  if (after === '') throw new NotFoundError('cursor');
  return { limit: pageSize(limit, limits), order, ...(after != null && { after }) };
}
