import type { ThreadItem } from '../../protocol/items.js';
import type { AgentContext } from './agent-context.js';

/** Calls of the page's that may stand between a workflow and the turn that goes on with it. */
const maxCalls = 9;

/**
 * Makes the thread's last workflow current again, when it was left open: nothing came after it but calls that the
 * page carried out (protocol document 6.2). A workflow with a summary has ended.
 */
export async function continueWorkflow(context: AgentContext): Promise<void> {
  if (context.workflowItem) return;
  const { principal } = context.requestContext;
  const query = { limit: maxCalls + 1, order: 'desc', visibleOnly: true } as const;
  const { data } = await context.store.loadThreadItems(context.thread.id, query, principal);
  const item = data.find(({ type }) => type !== 'client_tool_call');
  // A tool of a run that is under way may have begun another one while the items were loaded.
  if (item?.type !== 'workflow' || item.workflow.summary || context.workflowItem) return;
  context.workflow.resume(item, workedMs(item, data));
}

/**
 * Milliseconds that a workflow was worked on before: up to the first call that it waited for. What later calls took
 * of the page's time is not recorded, so the work between them does not count.
 */
function workedMs(workflow: ThreadItem, newestFirst: readonly ThreadItem[]): number {
  const firstCall = newestFirst[newestFirst.indexOf(workflow) - 1];
  return firstCall ? Math.max(0, Date.parse(firstCall.created_at) - Date.parse(workflow.created_at)) : 0;
}
