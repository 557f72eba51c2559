import type { AgentOutputItem } from '@openai/agents';
import type { AssistantContent } from '../../protocol/content.js';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { AgentContext } from './agent-context.js';
import { partText, toContent, type ModelPart } from './message-content.js';
import type { ResponseStreamConverter } from './response-stream-converter.js';
import { StreamedMessage } from './streamed-message.js';

/**
 * The messages of the model call that runs.
 *
 * A message is found by the model's id and told of by ours: a provider's ids repeat, with Chat Completions from
 * call to call, so none is remembered longer than its call.
 */
export class CallMessages {
  private readonly byModelId = new Map<string, StreamedMessage>();
  /** In the order they were begun. */
  private messages: StreamedMessage[] = [];

  constructor(
    private readonly context: AgentContext,
    private readonly converter: ResponseStreamConverter,
  ) {}

  get size(): number {
    return this.messages.length;
  }

  startCall(): void {
    this.byModelId.clear();
    this.messages = [];
  }

  /** Begins a message, and ends the workflow before it. */
  begin(modelId: string | undefined, content?: readonly AssistantContent[]): ThreadStreamEvent[] {
    const message = this.newMessage();
    if (modelId !== undefined) this.byModelId.set(modelId, message);
    return [...this.context.workflow.endForOther(), ...message.begin(content)];
  }

  /** The message that was begun last, unless it has ended. */
  get open(): StreamedMessage | undefined {
    const last = this.messages.at(-1);
    return last?.isDone ? undefined : last;
  }

  find(modelId: string): StreamedMessage | undefined {
    return this.byModelId.get(modelId);
  }

  /** A message that comes at once. */
  whole(content: readonly AssistantContent[]): ThreadStreamEvent[] {
    return [...this.context.workflow.endForOther(), ...this.newMessage().finish(content)];
  }

  /** Ends with what was streamed what the model did not end. */
  closeOpen(): ThreadStreamEvent[] {
    return this.messages.flatMap((message) => message.finish());
  }

  /**
   * What is left to tell of a call's messages when it is done. Those that were streamed are the first that have
   * text, in order: an open one gets its final text, and one that was never streamed comes whole.
   */
  async finishCall(output: readonly AgentOutputItem[]): Promise<() => ThreadStreamEvent[]> {
    const parts = output.map(messageParts).filter((each) => each?.some(partText));
    const isComplete = this.messages.length >= parts.length && this.messages.every(({ isDone }) => isDone);
    if (isComplete) return () => [];
    const contents = await Promise.all(parts.map((each) => toContent(each!, this.converter)));
    return () => {
      const streamed = this.messages.length;
      const finals = this.messages.flatMap((message, index) => message.finish(contents[index]));
      return [...finals, ...contents.slice(streamed).flatMap((content) => this.whole(content))];
    };
  }

  private newMessage(): StreamedMessage {
    const message = new StreamedMessage({ type: 'assistant_message', ...this.context.newItem('message') });
    this.messages.push(message);
    return message;
  }
}

/** The parts of an assistant's message; undefined for any other kind of output. */
function messageParts(item: AgentOutputItem): readonly ModelPart[] | undefined {
  return item.type === 'message' && item.role === 'assistant' ? item.content : undefined;
}
