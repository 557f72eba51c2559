import { ChatKitError } from '../protocol/errors.js';
import type { RequestOf } from '../protocol/requests.js';
import type { RequestContext } from './context.js';
import { loadShownItem } from './load-shown-item.js';
import type { TurnParts } from './turn-parts.js';
import { refuseUnlessActive, type TurnPlan } from './turn-plan.js';

/**
 * The turn that answers a message anew. What came after the message goes in the transaction that begins the turn;
 * the message stays as it is. No event tells of what goes: the client that asks has dropped it already.
 */
export async function planRetry(
  { store, responder }: TurnParts,
  { thread_id, item_id }: RequestOf<'threads.retry_after_item'>['params'],
  { principal }: RequestContext,
): Promise<TurnPlan> {
  const thread = await store.loadThread(thread_id, principal);
  const item = await loadShownItem(store, { thread_id, item_id }, principal);
  if (item.type !== 'user_message') {
    throw new ChatKitError('bad_request', 'params.item_id: must name a user message');
  }
  refuseUnlessActive(thread);
  return {
    kind: 'retry',
    thread,
    changes: { removedAfter: item.id },
    answer: (live, context) => responder.respond(live, item, context),
  };
}
