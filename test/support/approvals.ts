import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { ThreadItem, WidgetItem } from '../../src/protocol/items.js';
import type { ChatKitTestClient } from '../../src/testing/client/chatkit-test-client.js';

/** The card that asks, as the thread has it. */
export async function askingCard(client: ChatKitTestClient, threadId: string): Promise<WidgetItem> {
  const card = (await client.items(threadId)).findLast(isCard);
  if (!card) throw new Error('Nobody was asked.');
  return card;
}

/** Whether an item asks for approval, or has asked. */
export const isCard = (item: ThreadItem): item is WidgetItem =>
  item.type === 'widget' && item.widget.id?.startsWith('approvals.') === true;

/** What a button of the card sends. */
export function decisionOf(
  { id, thread_id }: Pick<WidgetItem, 'id' | 'thread_id'>,
  decision: 'approve' | 'reject',
  call?: number,
) {
  const payload = { decision, ...(call !== undefined && { call }) };
  return { thread_id, item_id: id, action: { type: 'approvals.decide', payload } };
}

/** Presses a button of the card. */
export function decide(
  client: ChatKitTestClient,
  item: Pick<WidgetItem, 'id' | 'thread_id'>,
  decision: 'approve' | 'reject',
  call?: number,
): Promise<ThreadStreamEvent[]> {
  return client.stream('threads.custom_action', decisionOf(item, decision, call));
}

/** Labels of what can be pressed in a widget, in their order. */
export function buttonsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(buttonsOf);
  if (value === null || typeof value !== 'object') return [];
  const { type, label, children } = value as { type?: string; label?: string; children?: unknown };
  return [...(type === 'Button' && label ? [label] : []), ...buttonsOf(children)];
}
