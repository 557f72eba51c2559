import { NotFoundError } from '../../protocol/errors.js';
import type { WorkflowItem } from '../../protocol/items.js';
import type { Principal } from '../../turns/principal.js';
import type { ThreadStore } from '../../turns/thread-store.js';
import type { WaitingStep } from '../bridge/tool-steps.js';

/** Whose thread steps stand in. */
export interface StepsPlace {
  store: ThreadStore;
  threadId: string;
  principal: Principal;
}

/** The stored workflows in which steps stand, by id. One that is gone is left out. */
export async function loadWorkflows(
  steps: readonly WaitingStep[],
  { store, threadId, principal }: StepsPlace,
): Promise<Map<string, WorkflowItem>> {
  const ids = [...new Set(steps.map(({ itemId }) => itemId))];
  const items = await Promise.all(ids.map((id) => store.loadItem(threadId, id, principal).catch(ifNotFound)));
  return new Map(items.flatMap((item) => (item?.type === 'workflow' ? [[item.id, item] as const] : [])));
}

/** The workflows as they are when the calls of those steps will never be made. */
export async function closedSteps(steps: readonly WaitingStep[], place: StepsPlace): Promise<WorkflowItem[]> {
  const workflows = await loadWorkflows(steps, place);
  for (const { itemId, index, ifRejected } of steps) {
    const item = workflows.get(itemId);
    if (!item?.workflow.tasks[index]) continue;
    const tasks = item.workflow.tasks.with(index, ifRejected);
    workflows.set(itemId, { ...item, workflow: { ...item.workflow, tasks } });
  }
  return [...workflows.values()];
}

function ifNotFound(error: unknown): undefined {
  if (!(error instanceof NotFoundError)) throw error;
  return undefined;
}
