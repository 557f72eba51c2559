import { RunContext, RunState, type Agent, type RunToolApprovalItem } from '@openai/agents';
import { ChatKitError } from '../../protocol/errors.js';
import type { CallDecision, PausedRun } from '../../turns/paused-run-store.js';
import type { AgentContext, ClientToolCall } from '../bridge/agent-context.js';
import type { AgentRunEvent } from '../bridge/model-input.js';
import type { WaitingStep } from '../bridge/tool-steps.js';
import { mcpToolFacts } from './ask-first.js';
import { loadWorkflows } from './closed-steps.js';

// From a run that waits to a text, and back: with the agent and the context of whoever goes on with it. Nothing of
// the context is in the text.

/** The state of a run of this server's agents. */
export type AgentRunState = RunState<AgentContext, Agent<AgentContext>>;

/** A run of the Agents SDK, in as much of its shape as pausing needs. */
export interface PausableRun extends AsyncIterable<AgentRunEvent> {
  readonly interruptions: RunToolApprovalItem[];
  readonly state: { toString(): string };
  readonly runContext: { context: unknown };
}

/** The agent that is to go on is not the one that asked. */
export class AgentChangedError extends Error {
  constructor(options?: ErrorOptions) {
    super('The paused run does not fit the agent any more.', options);
    this.name = 'AgentChangedError';
  }
}

interface PausedState {
  run: string;
  /** Where each of the calls that wait goes: an MCP server, or nowhere but to a function. */
  servers: (string | null)[];
  /** Where the calls are shown. */
  steps: readonly WaitingStep[];
  /** To be told to the page when the run has ended. */
  clientToolCall?: ClientToolCall;
}

/** Characters of a state, at most. A conversation of the longest messages has less. */
const maxStateLength = 16 * 1024 * 1024;

/** Whether a run has come to its end, or waits for a person. */
export function isPaused(run: AsyncIterable<AgentRunEvent>): run is PausableRun {
  return ((run as Partial<PausableRun>).interruptions?.length ?? 0) > 0;
}

/** @throws ChatKitError `over_limit` when the run is too large to be kept. */
export async function toPausedState(run: PausableRun, context: AgentContext): Promise<string> {
  const state: PausedState = {
    run: withoutContext(run),
    servers: await serversOf(run.interruptions),
    steps: context.waitingSteps,
    ...(context.clientToolCall && { clientToolCall: context.clientToolCall }),
  };
  const text = JSON.stringify(state);
  if (text.length > maxStateLength) throw new ChatKitError('over_limit');
  return text;
}

/**
 * The run as it was when it paused, with its calls decided, for a new context.
 * @throws AgentChangedError when it was paused by another version, or by an agent with other tools.
 */
export async function fromPausedState(
  { state: text, calls, decisions }: PausedRun,
  agent: Agent<AgentContext>,
  context: AgentContext,
): Promise<AgentRunState> {
  const { run, servers, steps, clientToolCall } = JSON.parse(text) as PausedState;
  const runContext = new RunContext(context);
  const options = { contextStrategy: 'replace' } as const;
  const state = await RunState.fromStringWithContext(agent, run, runContext, options).catch(
    (cause: unknown) => {
      throw new AgentChangedError({ cause });
    },
  );
  const waiting = state.getInterruptions();
  const isSame =
    waiting.length === calls.length &&
    waiting.every((item, index) => callIdOf(item) === calls[index]!.callId) &&
    JSON.stringify(await serversOf(waiting)) === JSON.stringify(servers) &&
    (await Promise.all(waiting.map((item) => isOffered(item, runContext)))).every(Boolean);
  if (!isSame) throw new AgentChangedError();
  waiting.forEach((item, index) => {
    const decision = decisions[index];
    if (decision?.approved) state.approve(item);
    else state.reject(item, { message: rejectionFor(decision) });
  });
  context.clientToolCall = clientToolCall;
  const { thread, store, requestContext } = context;
  const { principal } = requestContext;
  const workflows = await loadWorkflows(steps, { store, threadId: thread.id, principal });
  context.resumedCalls = waiting.flatMap(({ rawItem }, index) => {
    if (rawItem.type !== 'function_call') return [];
    const { callId, name, arguments: args } = rawItem;
    const at = steps.find((step) => step.callId === callId);
    const item = at && workflows.get(at.itemId);
    return {
      call: { callId, name, arguments: args },
      isApproved: decisions[index]?.approved === true,
      ...(item && { step: { item, index: at.index } }),
    };
  });
  return state;
}

/** The steps that show a paused run's calls. */
export function waitingStepsOf({ state }: PausedRun): readonly WaitingStep[] {
  return (JSON.parse(state) as PausedState).steps;
}

/** The provider's id of a call, by which it is known again. */
export function callIdOf({ rawItem }: RunToolApprovalItem): string {
  const { callId, id } = rawItem as { callId?: string; id?: string };
  return callId ?? id ?? '';
}

/** What the model is told in the place of a result. */
function rejectionFor(decision: CallDecision | undefined): string {
  const reason = decision && !decision.approved ? decision.reason : undefined;
  const why = reason ? ` They said: ${JSON.stringify(reason)}.` : '';
  return `The user was asked and rejected this call.${why} Nothing was done; do not try it again unless they ask.`;
}

/** The SDK would write the context down with the run: it is who asks, and the stores. */
function withoutContext({ state, runContext }: PausableRun): string {
  const { context } = runContext;
  runContext.context = {};
  try {
    return state.toString();
  } finally {
    runContext.context = context;
  }
}

function serversOf(items: readonly RunToolApprovalItem[]): Promise<(string | null)[]> {
  return Promise.all(
    items.map(async (item) => {
      const facts = (await mcpToolFacts(item.agent)).get(item.name ?? '');
      return facts?.server?.name ?? null;
    }),
  );
}

/** A function that is gone would be found missing in the middle of the run, when others have been called. */
async function isOffered(item: RunToolApprovalItem, context: RunContext<AgentContext>): Promise<boolean> {
  if (item.rawItem.type !== 'function_call') return true;
  const tools = await item.agent.getAllTools(context);
  return tools.some(({ name }) => name === item.name);
}
