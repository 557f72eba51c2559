import type { RunItemStreamEvent } from '@openai/agents';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { Task } from '../../protocol/workflow.js';
import type { ResponseStreamConverter, FunctionToolCall } from './response-stream-converter.js';
import type { WorkflowKeeper } from './workflow-keeper.js';

/** Shows tool calls as steps of the current workflow, where the converter says so, and remembers their ids. */
export class ToolSteps {
  private readonly steps = new Map<string, { task: Task; index: number }>();
  private readonly callIds = new Map<string, string>();

  constructor(
    private readonly workflow: WorkflowKeeper,
    private readonly converter: ResponseStreamConverter,
  ) {}

  map({ name, item }: RunItemStreamEvent): ThreadStreamEvent[] {
    const { rawItem } = item;
    if (name === 'tool_called' && rawItem?.type === 'function_call') return this.begin(rawItem);
    if (name === 'tool_output' && rawItem?.type === 'function_call_result') return this.end(rawItem.callId);
    return [];
  }

  /** The model's id for the last call of a tool in this run. */
  lastCallId(toolName: string): string | undefined {
    return this.callIds.get(toolName);
  }

  private begin({ callId, name, arguments: args }: FunctionToolCall): ThreadStreamEvent[] {
    this.callIds.set(name, callId);
    const task = this.converter.toolCallToTask({ callId, name, arguments: args });
    if (!task) return [];
    const events = this.workflow.addTask(task);
    this.steps.set(callId, { task, index: this.workflow.item!.workflow.tasks.length - 1 });
    return events;
  }

  /** A step whose workflow has ended was ended with it. */
  private end(callId: string): ThreadStreamEvent[] {
    const step = this.steps.get(callId);
    this.steps.delete(callId);
    if (!step || this.workflow.item?.workflow.tasks[step.index] !== step.task) return [];
    return this.workflow.updateTask({ ...step.task, status_indicator: 'complete' }, step.index);
  }
}
