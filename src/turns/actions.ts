import { ChatKitError, StreamError } from '../protocol/errors.js';
import type { SyncActionResult } from '../protocol/answers.js';
import { isHidden, toItemView, type ThreadItem, type WidgetItem } from '../protocol/items.js';
import type { RequestOf } from '../protocol/requests.js';
import { withoutItemNulls } from '../protocol/widgets/without-widget-nulls.js';
import type { RequestContext } from './context.js';
import { loadShownItem } from './load-shown-item.js';
import type { Principal } from './principal.js';
import type { TurnParts } from './turn-parts.js';
import type { TurnPlan } from './turn-plan.js';

type ActionParams = RequestOf<'threads.custom_action' | 'threads.sync_custom_action'>['params'];

/**
 * The turn that an action begins.
 * @throws StreamError when the action names an item that has no actions, as the reference answers it.
 */
export async function planAction(
  { store, responder }: TurnParts,
  params: ActionParams,
  { principal }: RequestContext,
): Promise<TurnPlan> {
  const thread = await store.loadThread(params.thread_id, principal);
  const sender = await loadSender(store, params, principal);
  if (!isWidget(sender)) throw new StreamError('stream.error', false);
  return {
    kind: 'action',
    thread,
    changes: {},
    answer: (live, context) => responder.action(live, params.action, sender, context),
  };
}

/** An action answered in one piece. It takes no turn, so that it works while one runs. */
export async function answerAction(
  { store, responder }: TurnParts,
  params: ActionParams,
  context: RequestContext,
): Promise<SyncActionResult> {
  const thread = await store.loadThread(params.thread_id, context.principal);
  const sender = await loadSender(store, params, context.principal);
  if (!isWidget(sender)) throw new ChatKitError('bad_request', 'params.item_id: must name a widget');
  const { updated_item } = await responder.syncAction(thread, params.action, sender, context);
  return updated_item && !isHidden(updated_item)
    ? { updated_item: toItemView(withoutItemNulls(updated_item)) }
    : {};
}

/** The item that an action names; null when it names none. */
async function loadSender(
  store: TurnParts['store'],
  { thread_id, item_id }: ActionParams,
  principal: Principal,
): Promise<ThreadItem | null> {
  return item_id ? loadShownItem(store, { thread_id, item_id }, principal) : null;
}

const isWidget = (item: ThreadItem | null): item is WidgetItem | null =>
  item === null || item.type === 'widget';
