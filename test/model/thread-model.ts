import type { ThreadItem } from '../../src/protocol/items.js';
import type { Order, Page } from '../../src/protocol/page.js';
import type { Thread, ThreadMetadata } from '../../src/protocol/thread.js';

// A thread as the protocol promises it: what is stored, in which order, and what of it a client may see.

export interface ThreadModel {
  owner: string;
  /** The stored thread, with the operator's metadata. */
  data: ThreadMetadata;
  /** Ids in the order in which they first appeared, of items that are begun and not stored, too. */
  order: string[];
  items: Map<string, ThreadItem>;
  /** Outlives the item that it is about: an answer that was made anew was still disliked. */
  feedback: Map<string, 'positive' | 'negative'>;
}

export const isHidden = ({ type }: ThreadItem): boolean =>
  type === 'hidden_context_item' || type === 'sdk_hidden_context';

/** Everything that is stored, in order. */
export const storedItems = ({ order, items }: ThreadModel): ThreadItem[] =>
  order.flatMap((id) => items.get(id) ?? []);

/** What the owner may see. */
export const shownItems = (thread: ThreadModel): ThreadItem[] =>
  storedItems(thread)
    .filter((item) => !isHidden(item))
    .map(toShown);

/** An output of `null` is stored, and left out of what is shown as every `null` field is. */
export function toShown(item: ThreadItem): ThreadItem {
  if (item.type !== 'client_tool_call' || item.output !== null) return item;
  const { output: _, ...shown } = item;
  return shown;
}

/** The page of items that is due, which is full without hidden ones. */
export function itemsPage(thread: ThreadModel, request: PageRequest): Page<ThreadItem> | undefined {
  const page = pageOf(storedItems(thread), request, (item) => !isHidden(item));
  return page && { ...page, data: page.data.map(toShown) };
}

/** Gives an id its place, unless it has one. */
export function keepPlace({ order }: ThreadModel, id: string): void {
  if (!order.includes(id)) order.push(id);
}

export function putItem(thread: ThreadModel, item: ThreadItem): void {
  keepPlace(thread, item.id);
  thread.items.set(item.id, item);
}

export function removeItem(thread: ThreadModel, id: string): void {
  thread.order = thread.order.filter((kept) => kept !== id);
  thread.items.delete(id);
}

/** Tool calls that wait for their output, newest first. */
export const pendingCalls = (thread: ThreadModel) =>
  storedItems(thread)
    .filter((item) => item.type === 'client_tool_call')
    .filter(({ status }) => status === 'pending')
    .reverse();

const noItems: Page<ThreadItem> = { data: [], has_more: false };

/** What a client is told of the thread: never its metadata, and items only where they were asked for. */
export function threadView({ data }: ThreadModel, items = noItems): Thread {
  const { id, title, created_at, status, allowed_image_domains } = data;
  return {
    id,
    ...(title !== undefined && { title }),
    created_at,
    status,
    ...(allowed_image_domains !== undefined && { allowed_image_domains }),
    metadata: {},
    items,
  };
}

export interface PageRequest {
  limit?: number | string | null;
  order?: Order;
  after?: string | null;
}

/**
 * The page that is due. A cursor may be any row, also one that is not shown.
 * @param rows Oldest first.
 * @returns undefined when the cursor is unknown.
 */
export function pageOf<T extends { id: string }>(
  rows: readonly T[],
  { limit, order = 'desc', after }: PageRequest,
  isShown: (row: T) => boolean = () => true,
): Page<T> | undefined {
  const ordered = order === 'asc' ? [...rows] : [...rows].reverse();
  const cursor = ordered.findIndex(({ id }) => id === after);
  if (after != null && cursor === -1) return undefined;
  const following = ordered.slice(cursor + 1).filter(isShown);
  const size = rowsFor(Number(limit ?? 0));
  const data = following.slice(0, size);
  return following.length > size
    ? { data, has_more: true, after: data.at(-1)!.id }
    : { data, has_more: false };
}

const rowsFor = (limit: number): number => (limit <= 0 ? 20 : Math.min(limit, 100));
