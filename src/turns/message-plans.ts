import type { Attachment } from '../protocol/attachments.js';
import type { ThreadStreamEvent } from '../protocol/events.js';
import type { UserMessageItem } from '../protocol/items.js';
import type { RequestOf, UserMessageInput } from '../protocol/requests.js';
import { toThreadView, type ThreadMetadata } from '../protocol/thread.js';
import type { RequestContext } from './context.js';
import type { Principal } from './principal.js';
import type { TurnParts } from './turn-parts.js';
import { refuseUnlessActive, type TurnPlan } from './turn-plan.js';
import { toUserMessage } from './user-message.js';

/** The turn that a new thread begins with. Nothing is written when an attachment is unknown. */
export async function planNewThread(
  parts: TurnParts,
  { input }: RequestOf<'threads.create'>['params'],
  { principal }: RequestContext,
): Promise<TurnPlan> {
  const attachments = await loadAttachments(parts, input, { principal });
  const thread: ThreadMetadata = {
    id: parts.store.generateThreadId(principal),
    created_at: new Date().toISOString(),
    status: { type: 'active' },
    metadata: {},
  };
  const item = toItem(parts, input, thread, attachments, principal);
  return {
    ...planMessage(parts, thread, item),
    changes: { thread, items: [item], attachments: item.attachments },
    opening: [
      { type: 'thread.created', thread: toThreadView(thread) },
      { type: 'thread.item.done', item },
    ],
  };
}

/**
 * The turn of one more message. A tool call that the person did not wait for goes: its output could not come any
 * more, and no model takes a call without one.
 */
export async function planUserMessage(
  parts: TurnParts,
  { thread_id, input }: RequestOf<'threads.add_user_message'>['params'],
  { principal }: RequestContext,
): Promise<TurnPlan> {
  const thread = await parts.store.loadThread(thread_id, principal);
  const attachments = await loadAttachments(parts, input, { principal, threadId: thread_id });
  refuseUnlessActive(thread);
  const item = toItem(parts, input, thread, attachments, principal);
  const abandoned = (await parts.store.loadPendingToolCalls(thread_id, principal)).map(({ id }) => id);
  return {
    ...planMessage(parts, thread, item),
    changes: { items: [item], attachments: item.attachments, removedItemIds: abandoned },
    opening: [{ type: 'thread.item.done', item }, ...removalsOf(abandoned)],
  };
}

/** What tells a client that items are gone. */
export function removalsOf(itemIds: readonly string[]): ThreadStreamEvent[] {
  return itemIds.map((item_id) => ({ type: 'thread.item.removed', item_id }));
}

function planMessage(
  { responder }: TurnParts,
  thread: ThreadMetadata,
  item: UserMessageItem,
): Pick<TurnPlan, 'kind' | 'thread' | 'answer'> {
  return {
    kind: 'message',
    thread,
    answer: (live, context) => responder.respond(live, item, context),
  };
}

/**
 * One after another: a request that names thousands must not fill the database's queue. All are looked up before one is
 * asked about: what is unknown is said first.
 */
async function loadAttachments(
  { store, attachmentStore }: TurnParts,
  { attachments: ids }: UserMessageInput,
  { principal, threadId }: { principal: Principal; threadId?: string },
): Promise<Attachment[]> {
  const attachments: Attachment[] = [];
  for (const id of ids) attachments.push(await store.loadAttachment(id, principal));
  for (const attachment of attachments) await attachmentStore?.requireUsable(attachment, threadId);
  return attachments;
}

function toItem(
  { store }: TurnParts,
  input: UserMessageInput,
  thread: ThreadMetadata,
  attachments: readonly Attachment[],
  principal: Principal,
): UserMessageItem {
  return toUserMessage(input, {
    id: store.generateItemId('message', thread, principal),
    threadId: thread.id,
    createdAt: new Date(),
    attachments,
  });
}
