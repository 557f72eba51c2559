import type { RunItemStreamEvent } from '@openai/agents';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { AgentContext, ResumedCall } from './agent-context.js';
import { nothing } from './mapped.js';
import type {
  FunctionToolCall,
  HostedToolCall,
  ResponseStreamConverter,
  ToolCallState,
} from './response-stream-converter.js';
import { hasFailed } from './tool-outcome.js';
import { ToolSteps, type WaitingStep } from './tool-steps.js';
import { listenTo, watchTools } from './tool-watch.js';

type RawItem = NonNullable<RunItemStreamEvent['item']['rawItem']>;

/** Tools that the provider runs, by the type of their call. An image that is made is an item of its own. */
const hostedTypes: ReadonlySet<string> = new Set([
  'code_interpreter_call',
  'file_search_call',
  'mcp_call',
  'web_search_call',
]);

/**
 * What a run tells of tool calls, whoever runs the tool: from the first word that the model writes of a call to the
 * tool's output. What is shown of it is the converter's to say.
 */
export class ToolCalls {
  private readonly steps: ToolSteps;
  private readonly callIds = new Map<string, string>();
  private readonly hosted = new Map<string, HostedToolCall>();

  constructor(
    context: AgentContext,
    private readonly converter: ResponseStreamConverter,
  ) {
    this.steps = new ToolSteps(context.workflow, context.queue);
    watchTools(context, this.steps);
  }

  /** The model's id for the last call of a tool in this run. */
  lastCallId(toolName: string): string | undefined {
    return this.callIds.get(toolName);
  }

  /** The steps of calls that wait for a person. */
  get waiting(): WaitingStep[] {
    return this.steps.waiting;
  }

  /** Goes on with a call that waited: its step is shown as running and done, or as rejected. */
  resume({ call, isApproved, step }: ResumedCall): readonly ThreadStreamEvent[] {
    this.callIds.set(call.name, call.callId);
    if (!step) return nothing;
    this.steps.resume(call.callId, (state) => this.converter.toolCallToTask(call, state), step);
    return isApproved ? nothing : this.steps.update(call.callId, { status: 'rejected' });
  }

  /** For an item of the run: a call that is whole, an approval that is asked for, an output. */
  map({ name, item }: RunItemStreamEvent): readonly ThreadStreamEvent[] {
    if ('agent' in item) listenTo(item.agent);
    const { rawItem } = item;
    if (!rawItem) return nothing;
    switch (name) {
      case 'tool_called':
      case 'handoff_requested':
        return this.called(rawItem);
      case 'tool_approval_requested':
        return 'callId' in rawItem && rawItem.callId
          ? this.steps.update(rawItem.callId, { status: 'waiting' })
          : nothing;
      case 'tool_output':
      case 'handoff_occurred':
        return this.finished(rawItem, 'output' in item ? item.output : undefined);
      default:
        return nothing;
    }
  }

  /** The Responses API begins an item: of a call, its name is known. */
  begin(item: { type: string }): readonly ThreadStreamEvent[] {
    if (isFunctionCall(item)) return this.show({ callId: item.call_id, name: item.name, arguments: '' });
    return isHosted(item) ? this.showHosted(item, { status: 'running' }) : nothing;
  }

  /** The Responses API has an item whole: of a call its arguments, of a hosted tool's what it found. */
  finish(item: { type: string }): readonly ThreadStreamEvent[] {
    if (isFunctionCall(item)) {
      return this.show({ callId: item.call_id, name: item.name, arguments: item.arguments });
    }
    return isHosted(item) ? this.showHosted(item, stateOf(item)) : nothing;
  }

  /** More is known of a hosted tool's call that goes on. */
  patchHosted(id: string, fields: Readonly<Record<string, unknown>>): readonly ThreadStreamEvent[] {
    const known = this.hosted.get(id);
    if (!known) return nothing;
    return this.showHosted({ ...known.item, ...fields, id, type: known.type }, { status: 'running' });
  }

  private called(raw: RawItem): readonly ThreadStreamEvent[] {
    if (raw.type === 'hosted_tool_call') return this.calledHosted(raw);
    const call = toFunctionCall(raw);
    if (!call) return nothing;
    const events = this.show(call);
    this.steps.called(call.callId);
    return events;
  }

  /** Known already where the model's own events come; a model of another kind tells of a call when it is over. */
  private calledHosted(raw: Extract<RawItem, { type: 'hosted_tool_call' }>): readonly ThreadStreamEvent[] {
    const { id = raw.name, name: type, status, output, providerData } = raw;
    if (!hostedTypes.has(type)) return nothing;
    const item = { output, ...providerData, status, id, type };
    const events = this.steps.knows(id) ? nothing : this.showHosted(item, stateOf(item));
    this.steps.called(id);
    return events;
  }

  private finished(raw: RawItem, output: unknown): readonly ThreadStreamEvent[] {
    if (!('callId' in raw) || !raw.callId) return nothing;
    return this.steps.update(raw.callId, { status: hasFailed(output) ? 'failed' : 'done', output });
  }

  private show(call: FunctionToolCall): readonly ThreadStreamEvent[] {
    this.callIds.set(call.name, call.callId);
    return this.steps.show(call.callId, (state) => this.converter.toolCallToTask(call, state));
  }

  private showHosted(item: HostedItem, state: ToolCallState): readonly ThreadStreamEvent[] {
    const call = { id: item.id, type: item.type, item };
    this.hosted.set(item.id, call);
    return this.steps.show(item.id, (now) => this.converter.hostedToolCallToTask(call, now), state);
  }
}

type HostedItem = Readonly<Record<string, unknown>> & { id: string; type: string };
interface RawFunctionCall {
  call_id: string;
  name: string;
  arguments: string;
}

const isFunctionCall = (item: { type: string }): item is RawFunctionCall & { type: string } =>
  item.type === 'function_call';
const isHosted = (item: { type: string }): item is HostedItem =>
  hostedTypes.has(item.type) && 'id' in item && typeof item.id === 'string';

function stateOf({ status, error, output }: HostedItem): ToolCallState {
  const isFailed = status === 'failed' || status === 'incomplete' || Boolean(error);
  return { status: isFailed ? 'failed' : 'done', output: output ?? error };
}

/** Tools that the SDK itself runs have calls of their own shapes; they are told of as function calls. */
function toFunctionCall(raw: RawItem): FunctionToolCall | undefined {
  switch (raw.type) {
    case 'function_call':
      return { callId: raw.callId, name: raw.name, arguments: raw.arguments };
    case 'computer_call':
    case 'shell_call':
      return { callId: raw.callId, name: nameOf(raw.type), arguments: JSON.stringify(raw.action ?? {}) };
    case 'apply_patch_call':
      return { callId: raw.callId, name: nameOf(raw.type), arguments: JSON.stringify(raw.operation) };
    default:
      return undefined;
  }
}

const nameOf = (type: string) => type.replace(/_call$/, '');
