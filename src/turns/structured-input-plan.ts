import { ChatKitError } from '../protocol/errors.js';
import type { StructuredInputItem } from '../protocol/items.js';
import type { RequestOf } from '../protocol/requests.js';
import type {
  StructuredAnswer,
  StructuredInput,
  StructuredInputSubmission,
} from '../protocol/structured-input.js';
import type { RequestContext } from './context.js';
import { loadShownItem } from './load-shown-item.js';
import type { TurnParts } from './turn-parts.js';
import { refuseUnlessActive, type TurnPlan } from './turn-plan.js';

/** The turn that goes on with a person's answers. They are stored before anything is answered to them. */
export async function planStructuredInput(
  { store, responder }: TurnParts,
  { thread_id, item_id, input }: RequestOf<'threads.add_structured_input'>['params'],
  { principal }: RequestContext,
): Promise<TurnPlan> {
  const thread = await store.loadThread(thread_id, principal);
  const item = await loadShownItem(store, { thread_id, item_id }, principal);
  if (item.type !== 'structured_input') {
    throw new ChatKitError('bad_request', 'params.item_id: must name a structured input');
  }
  if (item.status !== 'pending') throw new ChatKitError('not_pending');
  refuseUnlessActive(thread);
  const answered = withAnswers(item, input);
  return {
    kind: 'structured_input',
    thread,
    changes: { stillPending: item.id, items: [answered] },
    afterOptions: [{ type: 'thread.item.replaced', item: answered }],
    answer: (live, context) => responder.respond(live, null, context),
  };
}

/** The item with an answer to each of its questions. Answers to questions that it does not ask are dropped. */
export function withAnswers(
  item: StructuredInputItem,
  { status, answers }: StructuredInputSubmission,
): StructuredInputItem {
  const inputs = item.inputs.map((question) => {
    const given =
      status === 'skipped' || !Object.hasOwn(answers, question.id) ? undefined : answers[question.id];
    return { ...question, answer: toAnswer(question, given) };
  });
  return { ...item, status, inputs };
}

/** Values need not be among the options: a person may write their own. */
function toAnswer(question: StructuredInput, given: StructuredAnswer | undefined): StructuredAnswer {
  if (!given || given.skipped || given.values.length === 0) return { values: [], skipped: true };
  const takesOne = question.type === 'multiple_choice' && !question.multiple;
  return { values: takesOne ? given.values.slice(0, 1) : given.values, skipped: false };
}
