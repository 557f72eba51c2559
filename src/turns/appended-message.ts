import { createHash } from 'node:crypto';
import { checkLimits } from '../protocol/check-limits.js';
import { outputText } from '../protocol/content.js';
import { ChatKitError, NotFoundError } from '../protocol/errors.js';
import { idPrefixes } from '../protocol/ids.js';
import type { AssistantMessageItem, ThreadItem, UserMessageItem } from '../protocol/items.js';
import { wellFormedText } from '../protocol/text.js';
import type { RequestContext } from './context.js';
import type { Principal } from './principal.js';
import type { TurnParts } from './turn-parts.js';
import { refuseUnlessActive, type TurnPlan } from './turn-plan.js';

/** Something that was said elsewhere. */
export interface AppendedMessage {
  threadId: string;
  role: 'user' | 'assistant';
  text: string;
  /** Now, by default. */
  createdAt?: Date;
  /** What the sender calls the message; sent again, it is appended once. */
  key?: string;
}

/**
 * What appends the message; no plan when it was appended before.
 * @throws NotFoundError. @throws ChatKitError `over_limit`, `thread_locked`, `thread_closed`; `bad_request` when the key
 * stands for another text.
 */
export async function planAppendedMessage(
  parts: TurnParts,
  message: AppendedMessage,
  { principal }: RequestContext,
): Promise<{ itemId: string; plan?: Omit<TurnPlan, 'answer'> }> {
  const { store, limits } = parts;
  const thread = await store.loadThread(message.threadId, principal);
  const input = { content: [{ type: 'input_text' as const, text: message.text }], attachments: [] };
  const params = { thread_id: thread.id, input: { ...input, inference_options: {} } };
  checkLimits({ type: 'threads.add_user_message', params }, limits);
  const itemId =
    message.key === undefined
      ? store.generateItemId('message', thread, principal)
      : idOfKey(thread.id, message.key);
  const item = toItem(itemId, message);
  const known =
    message.key === undefined ? undefined : await loadIfKnown(parts, thread.id, itemId, principal);
  if (known) {
    if (textOf(known) === wellFormedText(message.text) && known.type === item.type) return { itemId };
    throw new ChatKitError('bad_request', 'message_id: stands for another message of this conversation.');
  }
  refuseUnlessActive(thread);
  return { itemId, plan: { kind: 'append', thread, changes: { items: [item] } } };
}

async function loadIfKnown(
  { store }: TurnParts,
  threadId: string,
  itemId: string,
  principal: Principal,
): Promise<ThreadItem | undefined> {
  try {
    return await store.loadItem(threadId, itemId, principal);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** The same id for the same key, so that a store keeps one item for it. */
function idOfKey(threadId: string, key: string): string {
  const digest = createHash('sha256').update(`${threadId}\n${key}`).digest('hex');
  return `${idPrefixes.message}_${digest.slice(0, 32)}`;
}

function toItem(
  id: string,
  { threadId, role, text, createdAt = new Date() }: AppendedMessage,
): UserMessageItem | AssistantMessageItem {
  const base = { id, thread_id: threadId, created_at: createdAt.toISOString() };
  return role === 'assistant'
    ? { type: 'assistant_message', ...base, content: [outputText(text)] }
    : {
        type: 'user_message',
        ...base,
        content: [{ type: 'input_text', text }],
        attachments: [],
        inference_options: {},
      };
}

const textOf = (item: ThreadItem): string =>
  item.type === 'user_message' || item.type === 'assistant_message'
    ? item.content.map(({ text }) => text).join('')
    : '';
