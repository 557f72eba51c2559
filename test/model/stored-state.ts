import type { ThreadItem } from '../../src/protocol/items.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import type { ThreadStore } from '../../src/turns/thread-store.js';
import { storedItems, type ThreadModel } from './thread-model.js';
import { unknownNote } from './turn-model.js';

/** What a store holds of a thread, hidden items too; attachments without what is the operator's. */
export interface StoredState {
  data: ThreadMetadata;
  items: ThreadItem[];
  feedback: { item_id: string; kind: string }[];
}

export async function readState(store: ThreadStore, id: string, userId: string): Promise<StoredState> {
  const principal = { userId };
  const query = { limit: 10_000, order: 'asc' } as const;
  const { data: items } = await store.loadThreadItems(id, query, principal);
  return {
    data: await store.loadThread(id, principal),
    items: items.filter((item) => !keepsPlace(item)).map(withoutOperatorsData),
    feedback: sorted(await store.loadFeedback(id, principal)),
  };
}

/** The ledger in memory keeps the place of an item that is being written by a hidden, empty one. */
const keepsPlace = (item: ThreadItem): boolean => item.type === 'sdk_hidden_context' && item.content === '';

/** What should be held. */
export const stateOf = (thread: ThreadModel): StoredState => ({
  data: thread.data,
  items: storedItems(thread),
  feedback: sorted([...thread.feedback].map(([item_id, kind]) => ({ item_id, kind }))),
});

/** Takes over the note that the server wrote for the model: its words and its id are the server's own. */
export function learnNote(thread: ThreadModel, items: readonly ThreadItem[]): ThreadItem | undefined {
  const at = storedItems(thread).findIndex(({ id }) => id === unknownNote);
  const note = items[at];
  if (note?.type !== 'sdk_hidden_context' || !note.id.startsWith('shcx_')) return undefined;
  thread.order = thread.order.map((id) => (id === unknownNote ? note.id : id));
  thread.items.delete(unknownNote);
  thread.items.set(note.id, note);
  return note;
}

export function withoutOperatorsData<T extends ThreadItem>(item: T): T {
  if (item.type !== 'user_message') return item;
  return { ...item, attachments: item.attachments.map(({ metadata: _, ...attachment }) => attachment) };
}

const sorted = <T extends { item_id: string }>(feedback: T[]): T[] =>
  feedback.sort((one, other) => (one.item_id < other.item_id ? -1 : 1));
