import { newId, type ItemIdKind } from './ids.js';
import type { ThreadItem, ThreadItemType } from './items.js';

/** The item of a type. */
export type ItemOf<Type extends ThreadItemType> = Extract<ThreadItem, { type: Type }>;

/** What an item says, without its thread; id and time are made by {@link newItem} unless they are given. */
export type ItemFields<Type extends ThreadItemType> = { type: Type } & Omit<
  ItemOf<Type>,
  'type' | 'id' | 'thread_id' | 'created_at'
> & { id?: string; created_at?: string };

/** Kinds of ids by item type; everything else is a message to the protocol. */
const idKinds: Partial<Record<ThreadItemType, ItemIdKind>> = {
  client_tool_call: 'tool_call',
  workflow: 'workflow',
  task: 'task',
  sdk_hidden_context: 'sdk_hidden_context',
};

/**
 * A new item of a thread, with a fresh id of its type and the time of now:
 * `newItem(thread, { type: 'assistant_message', content: [outputText('Hello')] })`.
 */
export function newItem<Type extends ThreadItemType>(
  thread: { id: string },
  fields: ItemFields<Type>,
): ItemOf<Type> {
  const item = {
    id: newId(idKinds[fields.type] ?? 'message'),
    thread_id: thread.id,
    created_at: new Date().toISOString(),
    ...fields,
  };
  return item as unknown as ItemOf<Type>;
}
