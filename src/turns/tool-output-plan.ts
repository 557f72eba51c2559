import { ChatKitError } from '../protocol/errors.js';
import type { ClientToolCallItem } from '../protocol/items.js';
import type { RequestOf } from '../protocol/requests.js';
import type { RequestContext } from './context.js';
import { removalsOf } from './message-plans.js';
import type { TurnParts } from './turn-parts.js';
import type { TurnPlan } from './turn-plan.js';
import { noWaitingTool } from './unavailable-texts.js';

/**
 * The turn that goes on with the output of a client's tool. A client does not say which call it answers: it is the
 * newest that is pending, whatever came after it. Calls that pend beside it go, for no output will come to them.
 * @throws ChatKitError `not_pending` also for an output that is sent twice: it has had its effect.
 */
export async function planToolOutput(
  { store, responder }: TurnParts,
  { thread_id, result }: RequestOf<'threads.add_client_tool_output'>['params'],
  { principal }: RequestContext,
): Promise<TurnPlan> {
  const thread = await store.loadThread(thread_id, principal);
  const [call, ...others] = await store.loadPendingToolCalls(thread_id, principal);
  if (!call) throw new ChatKitError('not_pending', noWaitingTool);
  const completed: ClientToolCallItem = { ...call, status: 'completed', output: result };
  const abandoned = others.map(({ id }) => id);
  return {
    kind: 'client_tool_output',
    thread,
    changes: { stillPending: call.id, items: [completed], removedItemIds: abandoned },
    // The client knows of the output: it made it. That the others are gone, it cannot know.
    afterOptions: removalsOf(abandoned),
    answer: (live, context) => responder.respond(live, null, context),
  };
}
