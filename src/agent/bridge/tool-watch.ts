import type { FunctionToolCall } from './response-stream-converter.js';

// When tools begin and end, from the Agents SDK's own hooks. A run tells of the outputs of parallel calls when the
// last of them is there; a person wants to see each end when it does.

/** Who wants to know of the tools of one run. */
export interface ToolWatcher {
  /** A tool begins to work. */
  started(callId: string): void;
  /** A tool's work is over. @param output What it gave, as a text. */
  ended(callId: string, output: string): void;
}

/** By the run's context, which the hooks are handed. */
const watchers = new WeakMap<object, ToolWatcher>();
/** Agents live longer than runs, and many runs share one: each has our listeners once. */
const watched = new WeakSet<object>();

/** From now on the watcher hears of the run that has this context. */
export function watchTools(context: object, watcher: ToolWatcher): void {
  watchers.set(context, watcher);
}

/** Listens to an agent whose tools are about to run; nothing happens for what has no hooks. */
export function listenTo(agent: unknown): void {
  if (!hasHooks(agent) || watched.has(agent)) return;
  watched.add(agent);
  agent.on('agent_tool_start', (run, _tool, { toolCall }) => {
    if (toolCall.callId) watcherOf(run)?.started(toolCall.callId);
  });
  agent.on('agent_tool_end', (run, _tool, output, { toolCall }) => {
    if (toolCall.callId) watcherOf(run)?.ended(toolCall.callId, output);
  });
}

interface RunOf {
  context?: unknown;
}
interface CallOf {
  toolCall: Partial<FunctionToolCall>;
}
interface Hooks {
  on(type: 'agent_tool_start', listener: (run: RunOf, tool: unknown, call: CallOf) => void): unknown;
  on(
    type: 'agent_tool_end',
    listener: (run: RunOf, tool: unknown, output: string, call: CallOf) => void,
  ): unknown;
}

const hasHooks = (agent: unknown): agent is Hooks =>
  typeof agent === 'object' && agent !== null && 'on' in agent && typeof agent.on === 'function';

function watcherOf({ context }: RunOf): ToolWatcher | undefined {
  return typeof context === 'object' && context !== null ? watchers.get(context) : undefined;
}
