import type { AgentOutputItem, RunRawModelStreamEvent, RunStreamEvent } from '@openai/agents';
import type OpenAI from 'openai';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { AgentContext } from './agent-context.js';
import { CallMessages } from './call-messages.js';
import { FallbackEvents } from './fallback-events.js';
import { GeneratedImages } from './generated-images.js';
import { nothing, type Mapped } from './mapped.js';
import type { ResponseStreamConverter } from './response-stream-converter.js';
import { ResponsesEvents } from './responses-events.js';
import { Thoughts } from './thoughts.js';
import { ToolSteps } from './tool-steps.js';

/**
 * From the events of an Agents SDK run to the events of a ChatKit stream, one run each.
 *
 * Every model call is read in one of two ways: by the Responses API's own events where the model gives them, else
 * by the SDK's normalised ones. Never by both: they hold the same text.
 */
export class RunMapper {
  private readonly messages: CallMessages;
  private readonly responses: ResponsesEvents;
  private readonly fallback: FallbackEvents;
  private readonly steps: ToolSteps;
  private isResponses = false;

  constructor(
    private readonly context: AgentContext,
    converter: ResponseStreamConverter,
  ) {
    const thoughts = new Thoughts(context.workflow);
    this.messages = new CallMessages(context, converter);
    const images = new GeneratedImages(context, converter);
    this.responses = new ResponsesEvents(converter, this.messages, thoughts, images);
    this.fallback = new FallbackEvents(this.messages, thoughts);
    this.steps = new ToolSteps(context.workflow, converter);
  }

  /** The ChatKit events for one event of the run; mostly one, often none. */
  map(event: RunStreamEvent): Mapped {
    if (event.type === 'raw_model_stream_event') return this.mapModelEvent(event);
    return event.type === 'run_item_stream_event' ? this.steps.map(event) : nothing;
  }

  /** The events of a run that has come to its end: what is still open, and the call that the page carries out. */
  finish(): ThreadStreamEvent[] {
    const isWaiting = this.context.clientToolCall !== undefined;
    return [
      ...this.messages.closeOpen(),
      ...this.context.workflow.endRun({ isWaiting }),
      ...this.clientToolCall(),
    ];
  }

  private mapModelEvent({ data, source }: RunRawModelStreamEvent): Mapped {
    switch (data.type) {
      case 'output_text_delta':
        return this.isResponses ? nothing : this.fallback.addText(data.delta, data.itemId);
      case 'model':
        if (source !== 'openai-responses') return this.fallback.mapRaw(data.event);
        this.isResponses = true;
        return this.responses.map(data.event as OpenAI.Responses.ResponseStreamEvent);
      case 'response_started':
        this.isResponses = false;
        this.messages.startCall();
        this.fallback.startCall();
        return nothing;
      case 'response_done':
        this.count(data.response.usage);
        return this.finishCall(data.response.output);
    }
  }

  private async finishCall(output: readonly AgentOutputItem[]): Promise<() => readonly ThreadStreamEvent[]> {
    const finishMessages = await this.messages.finishCall(output);
    return () => {
      if (this.isResponses) return finishMessages();
      // Thoughts stand before the answer, unless that was shown before they came.
      const isAnswered = this.messages.size > 0;
      const thoughts = () => this.fallback.finishCall(output);
      return isAnswered ? [...finishMessages(), ...thoughts()] : [...thoughts(), ...finishMessages()];
    };
  }

  private clientToolCall(): ThreadStreamEvent[] {
    const call = this.context.clientToolCall;
    if (!call) return [];
    this.context.clientToolCall = undefined;
    const base = this.context.newItem('tool_call');
    const { name, arguments: args, callId = this.steps.lastCallId(name) ?? base.id } = call;
    const item = { ...base, status: 'pending', call_id: callId, name, arguments: args } as const;
    return [{ type: 'thread.item.done', item: { type: 'client_tool_call', ...item } }];
  }

  private count(usage: { inputTokens?: number; outputTokens?: number } | undefined): void {
    const counted = this.context.requestContext.usage;
    counted.modelCalls++;
    counted.inputTokens += usage?.inputTokens ?? 0;
    counted.outputTokens += usage?.outputTokens ?? 0;
  }
}
