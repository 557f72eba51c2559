import type { AgentOutputItem, RunStreamEvent, StreamEvent } from '@openai/agents';
import type OpenAI from 'openai';
import { outputText } from '../../protocol/content.js';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { AgentContext } from './agent-context.js';
import { CallMessages } from './call-messages.js';
import { FallbackEvents } from './fallback-events.js';
import { GeneratedImages } from './generated-images.js';
import { nothing, type Mapped } from './mapped.js';
import type { ResponseStreamConverter } from './response-stream-converter.js';
import { ResponsesEvents } from './responses-events.js';
import { Thoughts } from './thoughts.js';
import { ToolCalls } from './tool-calls.js';

/**
 * From the events of an Agents SDK run to the events of a ChatKit stream, one run each.
 *
 * Every model call is read in one of two ways: by the Responses API's own events where the model gives them, else
 * by the SDK's normalised ones. Never by both: they hold the same text.
 */
export class RunMapper {
  private readonly messages: CallMessages;
  private readonly thoughts: Thoughts;
  private readonly responses: ResponsesEvents;
  private readonly fallback: FallbackEvents;
  private readonly calls: ToolCalls;
  private isResponses = false;

  constructor(
    private readonly context: AgentContext,
    converter: ResponseStreamConverter,
  ) {
    this.thoughts = new Thoughts(context.workflow);
    this.messages = new CallMessages(context, converter);
    const images = new GeneratedImages(context, converter);
    this.calls = new ToolCalls(context, converter);
    const { thoughts, calls } = this;
    this.responses = new ResponsesEvents(converter, this.messages, { thoughts, images, calls });
    this.fallback = new FallbackEvents(this.messages, thoughts);
  }

  /** The ChatKit events for one event of the run; mostly one, often none. */
  map(event: RunStreamEvent): Mapped {
    if (event.type === 'raw_model_stream_event') return this.mapModelEvent(event.data, event.source);
    return event.type === 'run_item_stream_event' ? this.calls.map(event) : nothing;
  }

  /**
   * The same for an event of a model, whether the run told of it or the model itself.
   * @param source What gave the raw event in it, as the SDK calls that.
   */
  mapModelEvent(event: StreamEvent, source: unknown = sourceOf(event)): Mapped {
    switch (event.type) {
      case 'output_text_delta':
        if (this.isResponses || isFromResponses(event.providerData)) return nothing;
        return this.fallback.addText(event.delta, event.itemId);
      case 'model':
        if (source !== 'openai-responses') return this.fallback.mapRaw(event.event);
        this.isResponses = true;
        return this.responses.map(event.event as OpenAI.Responses.ResponseStreamEvent);
      case 'response_started':
        this.isResponses = false;
        this.messages.startCall();
        this.thoughts.startCall();
        this.fallback.startCall();
        return nothing;
      case 'response_done':
        this.count(event.response.usage);
        return this.finishCall(event.response.output);
    }
  }

  /** The events before those of a run that goes on. */
  resume(): ThreadStreamEvent[] {
    return this.context.resumedCalls.flatMap((call) => this.calls.resume(call));
  }

  /**
   * The events of a run that has come to its end: what is still open, and the call that the page carries out.
   * @param isPaused The run waits for a person. The page's call waits with it.
   */
  finish({ isPaused = false } = {}): ThreadStreamEvent[] {
    const isWaiting = this.context.clientToolCall !== undefined && !isPaused;
    this.context.waitingSteps = isPaused ? this.calls.waiting : [];
    return [
      ...this.messages.closeOpen(),
      ...this.context.workflow.endRun({ isWaiting }),
      ...(isPaused ? [] : this.clientToolCall()),
    ];
  }

  /** The end of a run that the model refused. The SDK may have thrown before it gave the words away. */
  finishRefused(refusal: string): ThreadStreamEvent[] {
    const isShown = this.messages.size > 0 || !refusal;
    return [...(isShown ? [] : this.messages.whole([outputText(refusal)])), ...this.finish()];
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
    const { name, arguments: args, callId = this.calls.lastCallId(name) ?? base.id } = call;
    const item = { ...base, status: 'pending', call_id: callId, name, arguments: args } as const;
    return [{ type: 'thread.item.done', item: { type: 'client_tool_call', ...item } }];
  }

  private count(usage: { inputTokens?: number; outputTokens?: number } | undefined): void {
    const counted = this.context.requestContext.usage;
    counted.modelCalls++;
    // A model without a guard counts no attempts.
    counted.modelAttempts = Math.max(counted.modelAttempts, counted.modelCalls);
    counted.inputTokens += usage?.inputTokens ?? 0;
    counted.outputTokens += usage?.outputTokens ?? 0;
  }
}

const sourceOf = ({ providerData }: StreamEvent): unknown =>
  (providerData as { rawModelEventSource?: unknown } | undefined)?.rawModelEventSource;

/** The normalised copy of an event that follows it: an answer without a beginning starts with one. */
function isFromResponses(providerData: { type?: unknown } | undefined): boolean {
  return providerData?.type === 'response.output_text.delta';
}
