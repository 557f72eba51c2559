import type { Attachment } from '../../src/protocol/attachments.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { UserMessageItem } from '../../src/protocol/items.js';
import { answered, type Submission } from './answers.js';
import { notFound, options, removal, type Due, type Refusal } from './due.js';
import { toMessage, type MessageInput } from './message-model.js';
import { isHidden, pendingCalls, putItem, removeItem, threadView, type ThreadModel } from './thread-model.js';
import { stored } from './well-formed.js';

// What is due to the six operations that stream, once the thread is known to be the caller's.

export function newThreadDue(
  owner: string,
  input: MessageInput,
  attachments: readonly Attachment[],
  keep: (thread: ThreadModel) => void,
): Due {
  const data: ThreadModel['data'] = { id: '', created_at: '', status: { type: 'active' }, metadata: {} };
  const thread: ThreadModel = { owner, data, order: [], items: new Map(), feedback: new Map() };
  let message: UserMessageItem;
  return {
    turn: {
      thread,
      openingEvents: 3,
      open: ([created, told]) => {
        if (created?.type !== 'thread.created') throw new Error('No event tells of the new thread.');
        data.id = created.thread.id;
        data.created_at = created.thread.created_at;
        keep(thread);
        const view = structuredClone(threadView(thread));
        message = addMessage(thread, input, attachments, told);
        return [
          { type: 'thread.created', thread: view },
          { type: 'thread.item.done', item: message },
          options,
        ];
      },
      hook: 'respond',
      input: () => message,
    },
  };
}

export function messageDue(
  thread: ThreadModel,
  input: MessageInput,
  attachments: readonly Attachment[],
  isBusy: boolean,
): Due {
  const refusals = refusalsOf(thread, isBusy);
  if (refusals.length > 0) return { refusals };
  let message: UserMessageItem;
  const abandoned = pendingCalls(thread).map(({ id }) => id);
  return {
    turn: {
      thread,
      openingEvents: 2 + abandoned.length,
      open: ([told]) => {
        message = addMessage(thread, input, attachments, told);
        abandoned.forEach((id) => removeItem(thread, id));
        return [{ type: 'thread.item.done', item: message }, ...abandoned.map(removal), options];
      },
      hook: 'respond',
      input: () => message,
    },
  };
}

/** Goes on working in a locked or closed thread: the page sends it, and no person. */
export function toolOutputDue(thread: ThreadModel, result: unknown, isBusy: boolean): Due {
  const [call, ...others] = pendingCalls(thread);
  const busy: Refusal[] = isBusy ? ['busy'] : [];
  if (!call) return { refusals: ['not pending', ...busy] };
  if (isBusy) return { refusals: busy };
  return {
    turn: {
      thread,
      openingEvents: 1 + others.length,
      open: () => {
        putItem(thread, { ...call, status: 'completed', output: stored(result) });
        others.forEach(({ id }) => removeItem(thread, id));
        return [options, ...others.map(({ id }) => removal(id))];
      },
      hook: 'respond',
      input: () => null,
    },
  };
}

export function structuredInputDue(
  thread: ThreadModel,
  itemId: string,
  input: Submission,
  isBusy: boolean,
): Due {
  const item = thread.items.get(itemId);
  if (!item || isHidden(item)) return notFound('item');
  if (item.type !== 'structured_input') return { status: 400 };
  const refusals = refusalsOf(thread, isBusy);
  if (item.status !== 'pending') refusals.push('not pending');
  if (refusals.length > 0) return { refusals };
  return {
    turn: {
      thread,
      openingEvents: 2,
      open: () => {
        const replaced = answered(item, input);
        putItem(thread, replaced);
        return [options, { type: 'thread.item.replaced', item: replaced }];
      },
      hook: 'respond',
      input: () => null,
    },
  };
}

export function retryDue(thread: ThreadModel, itemId: string, isBusy: boolean): Due {
  const item = thread.items.get(itemId);
  if (!item || isHidden(item)) return notFound('item');
  if (item.type !== 'user_message') return { status: 400 };
  const refusals = refusalsOf(thread, isBusy);
  if (refusals.length > 0) return { refusals };
  return {
    turn: {
      thread,
      openingEvents: 1,
      open: () => {
        const later = thread.order.slice(thread.order.indexOf(itemId) + 1);
        later.forEach((id) => removeItem(thread, id));
        return [options];
      },
      hook: 'respond',
      input: () => item,
    },
  };
}

export function actionDue(thread: ThreadModel, itemId: string | null | undefined, isBusy: boolean): Due {
  const fault = senderFault(thread, itemId);
  if (fault) return fault.status === 404 ? fault : { refusals: ['no widget'] };
  if (isBusy) return { refusals: ['busy'] };
  const sender = itemId ? thread.items.get(itemId)! : null;
  return { turn: { thread, openingEvents: 1, open: () => [options], hook: 'action', sender } };
}

/** What is wrong with the item that an action names, if anything. */
export function senderFault(
  thread: ThreadModel,
  itemId: string | null | undefined,
): Extract<Due, { status: number }> | undefined {
  if (!itemId) return undefined;
  const item = thread.items.get(itemId);
  if (!item || isHidden(item)) return notFound('item');
  return item.type === 'widget' ? undefined : { status: 400 };
}

/** Why a thread takes nothing from a person just now. */
function refusalsOf({ data: { status } }: ThreadModel, isBusy: boolean): Refusal[] {
  return [...(status.type === 'active' ? [] : [status.type]), ...(isBusy ? (['busy'] as const) : [])];
}

function addMessage(
  thread: ThreadModel,
  input: MessageInput,
  attachments: readonly Attachment[],
  told: ThreadStreamEvent | undefined,
): UserMessageItem {
  if (told?.type !== 'thread.item.done') throw new Error('No event tells of the person’s message.');
  const thread_id = thread.data.id;
  for (const attachment of attachments) attachment.thread_id = thread_id;
  const item = toMessage(input, { ...told.item, thread_id }, attachments);
  putItem(thread, item);
  return item;
}
