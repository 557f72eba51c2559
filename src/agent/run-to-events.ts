import type { AgentOutputItem, RunItemStreamEvent, RunStreamEvent } from '@openai/agents';
import { outputText } from '../protocol/content.js';
import type { ThreadStreamEvent } from '../protocol/events.js';
import type { AssistantMessageItem, WorkflowItem } from '../protocol/items.js';
import type { TurnUsage } from '../turns/context.js';
import { toolCallTask } from './tool-activity.js';

/** What a run is mapped with. */
export interface RunToEventsOptions {
  threadId: string;
  /** Makes ids of our own. A provider's ids repeat: with Chat Completions they are constants. */
  newItemId(kind: 'message' | 'workflow'): string;
  /** Show tool calls as a workflow with one step per call. */
  showToolActivity: boolean;
  /** Counted up as the model reports. */
  usage: TurnUsage;
}

interface OpenMessage {
  item: AssistantMessageItem;
  /** The model's id for the message, when it gave one with the text. */
  modelId: string | undefined;
  text: string;
}

interface OpenWorkflow {
  item: WorkflowItem;
  /** Index of each call's step. */
  steps: Map<string, number>;
  startedAt: number;
}

/**
 * From the events of an Agents SDK run to the events of a ChatKit stream, one run each.
 *
 * Reads the SDK's normalised model events, which every kind of model gives: text deltas as they come, messages
 * when a model call is done. Tool calls are shown between the messages they stand between.
 */
export class RunToEvents {
  private message?: OpenMessage;
  private workflow?: OpenWorkflow;
  /** Messages that were streamed in the current model call. */
  private streamed = 0;

  constructor(private readonly options: RunToEventsOptions) {}

  /** The ChatKit events for one event of the run; mostly one, often none. */
  map(event: RunStreamEvent): ThreadStreamEvent[] {
    if (event.type === 'run_item_stream_event') return this.mapRunItem(event);
    if (event.type !== 'raw_model_stream_event') return [];
    switch (event.data.type) {
      case 'output_text_delta':
        return this.addText(event.data.delta, event.data.itemId);
      case 'response_done':
        this.count(event.data.response.usage);
        return this.finishResponse(event.data.response.output);
      default:
        return [];
    }
  }

  /** The events that close what is still open when the run has ended. */
  finish(): ThreadStreamEvent[] {
    return [...this.closeMessage(), ...this.closeWorkflow()];
  }

  private addText(delta: string, modelId: string | undefined): ThreadStreamEvent[] {
    const isAnother = this.message && modelId !== undefined && this.message.modelId !== modelId;
    const opening = isAnother
      ? [...this.closeMessage(), ...this.openMessage(modelId)]
      : this.message
        ? []
        : this.openMessage(modelId);
    const message = this.message!;
    message.text += delta;
    opening.push({
      type: 'thread.item.updated',
      item_id: message.item.id,
      update: { type: 'assistant_message.content_part.text_delta', content_index: 0, delta },
    });
    return opening;
  }

  private openMessage(modelId: string | undefined): ThreadStreamEvent[] {
    const item = this.newMessage();
    this.message = { item, modelId, text: '' };
    this.streamed++;
    return [
      ...this.closeWorkflow(),
      { type: 'thread.item.added', item },
      {
        type: 'thread.item.updated',
        item_id: item.id,
        update: { type: 'assistant_message.content_part.added', content_index: 0, content: outputText('') },
      },
    ];
  }

  /** @param text The whole text as the model gives it at the end; what was streamed, when it gives none. */
  private closeMessage(text = this.message?.text ?? ''): ThreadStreamEvent[] {
    if (!this.message) return [];
    const { item } = this.message;
    this.message = undefined;
    const content = outputText(text);
    return [
      {
        type: 'thread.item.updated',
        item_id: item.id,
        update: { type: 'assistant_message.content_part.done', content_index: 0, content },
      },
      { type: 'thread.item.done', item: { ...item, content: [content] } },
    ];
  }

  /**
   * Messages of a model call that is done: those that were streamed are the first with text, in order; the open
   * one gets its final text, and what was never streamed comes whole.
   */
  private finishResponse(output: readonly AgentOutputItem[]): ThreadStreamEvent[] {
    const texts = output.map(messageText).filter((text) => text !== undefined && text !== '');
    const streamed = this.streamed;
    this.streamed = 0;
    const final = this.closeMessage(texts[streamed - 1]);
    return [...final, ...texts.slice(streamed).flatMap((text) => this.wholeMessage(text!))];
  }

  private wholeMessage(text: string): ThreadStreamEvent[] {
    const item = { ...this.newMessage(), content: [outputText(text)] };
    return [...this.closeWorkflow(), { type: 'thread.item.done', item }];
  }

  private newMessage(): AssistantMessageItem {
    return {
      type: 'assistant_message',
      id: this.options.newItemId('message'),
      thread_id: this.options.threadId,
      created_at: new Date().toISOString(),
      content: [],
    };
  }

  private mapRunItem({ name, item }: RunItemStreamEvent): ThreadStreamEvent[] {
    if (!this.options.showToolActivity) return [];
    if (name === 'tool_called' && item.rawItem?.type === 'function_call') {
      return this.beginStep(item.rawItem.callId, item.rawItem.name, item.rawItem.arguments);
    }
    if (name === 'tool_output' && item.rawItem?.type === 'function_call_result') {
      return this.endStep(item.rawItem.callId);
    }
    return [];
  }

  private beginStep(callId: string, toolName: string, arguments_: string): ThreadStreamEvent[] {
    const task = toolCallTask(toolName, arguments_);
    const opening: ThreadStreamEvent[] = this.workflow ? [] : this.openWorkflow();
    const { item, steps } = this.workflow!;
    const task_index = item.workflow.tasks.push(task) - 1;
    steps.set(callId, task_index);
    opening.push({
      type: 'thread.item.updated',
      item_id: item.id,
      update: { type: 'workflow.task.added', task_index, task: { ...task } },
    });
    return opening;
  }

  private endStep(callId: string): ThreadStreamEvent[] {
    const task_index = this.workflow?.steps.get(callId);
    if (!this.workflow || task_index === undefined) return [];
    const { item } = this.workflow;
    const task = { ...item.workflow.tasks[task_index]!, status_indicator: 'complete' as const };
    item.workflow.tasks[task_index] = task;
    return [
      {
        type: 'thread.item.updated',
        item_id: item.id,
        update: { type: 'workflow.task.updated', task_index, task },
      },
    ];
  }

  private openWorkflow(): ThreadStreamEvent[] {
    const item: WorkflowItem = {
      type: 'workflow',
      id: this.options.newItemId('workflow'),
      thread_id: this.options.threadId,
      created_at: new Date().toISOString(),
      workflow: { type: 'custom', tasks: [], expanded: false },
    };
    this.workflow = { item, steps: new Map(), startedAt: Date.now() };
    return [{ type: 'thread.item.added', item: structuredClone(item) }];
  }

  private closeWorkflow(): ThreadStreamEvent[] {
    if (!this.workflow) return [];
    const { item, startedAt } = this.workflow;
    this.workflow = undefined;
    const duration = Math.round((Date.now() - startedAt) / 1000);
    return [
      { type: 'thread.item.done', item: { ...item, workflow: { ...item.workflow, summary: { duration } } } },
    ];
  }

  private count(usage: { inputTokens?: number; outputTokens?: number } | undefined): void {
    this.options.usage.modelCalls++;
    this.options.usage.inputTokens += usage?.inputTokens ?? 0;
    this.options.usage.outputTokens += usage?.outputTokens ?? 0;
  }
}

/** The text of an assistant's message, refusals included; undefined for any other kind of output. */
function messageText(item: AgentOutputItem): string | undefined {
  if (item.type !== 'message' || item.role !== 'assistant') return undefined;
  return item.content
    .map((part) => (part.type === 'output_text' ? part.text : part.type === 'refusal' ? part.refusal : ''))
    .join('');
}
