import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { ThreadItem } from '../../protocol/items.js';
import type { OperationType } from '../../protocol/requests.js';

/**
 * The items as a client shows them when an operation of its own begins: what it did itself, no event tells it of. It
 * drops what comes after a message that it retries, and knows the output that it sent for its newest pending call.
 */
export function withOwnEffects(
  items: readonly ThreadItem[],
  type: OperationType,
  params: object,
  events: readonly ThreadStreamEvent[],
): ThreadItem[] {
  // A request that was refused has had no effect.
  if (!events.some((event) => event.type === 'stream_options')) return [...items];
  if (type === 'threads.retry_after_item') {
    const { item_id } = params as { item_id: string };
    return items.slice(0, items.findIndex(({ id }) => id === item_id) + 1);
  }
  if (type === 'threads.add_client_tool_output') {
    const { result } = params as { result: unknown };
    const call = items.findLast((item) => item.type === 'client_tool_call' && item.status === 'pending');
    const output = result === null ? undefined : { output: result };
    return items.map((item) =>
      item === call ? ({ ...item, status: 'completed', ...output } as ThreadItem) : item,
    );
  }
  return [...items];
}
