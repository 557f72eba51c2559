import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  Usage,
  type protocol,
  type Model,
  type ModelRequest,
  type ModelResponse,
  type StreamEvent,
} from '@openai/agents';
import { toConversation } from './demo-conversation.js';
import { toDemoOutput } from './demo-output.js';
import { nextStep, type Step } from './demo-plan.js';
import { introduction, noTools } from './demo-replies.js';

/** How the demo model behaves. */
export interface DemoModelOptions {
  /** Pause before each delta, in milliseconds. Default 0. */
  delayMs?: number;
}

/**
 * A model that needs no provider: fixed rules about task lists, the same answer to the same input. It calls the
 * task tools it is given and answers from their results, in deltas of a word each, as a real one would. In a
 * conversation's first answer it says what it is. Asked for structured output it gives some that fits.
 */
export class DemoModel implements Model {
  private readonly delayMs: number;

  constructor({ delayMs = 0 }: DemoModelOptions = {}) {
    this.delayMs = delayMs;
  }

  /** @throws the signal's reason when the request is aborted. */
  async getResponse(request: ModelRequest): Promise<ModelResponse> {
    request.signal?.throwIfAborted();
    const { id, usage, output } = toResponse(request, stepFor(request), newMessageId());
    return { responseId: id, usage: new Usage(usage), output };
  }

  /** @throws the signal's reason when the request is aborted, also during a pause. */
  async *getStreamedResponse(request: ModelRequest): AsyncIterable<StreamEvent> {
    const { signal } = request;
    signal?.throwIfAborted();
    yield { type: 'response_started' };
    const step = stepFor(request);
    const messageId = newMessageId();
    for (const delta of step.kind === 'say' ? toDeltas(step.text) : []) {
      if (this.delayMs) await pause(this.delayMs, undefined, { signal });
      signal?.throwIfAborted();
      yield { type: 'output_text_delta', itemId: messageId, delta };
    }
    yield { type: 'response_done', response: toResponse(request, step, messageId) };
  }
}

function stepFor(request: ModelRequest): Step {
  const conversation = toConversation(request);
  const { outputType } = request;
  if (outputType !== 'text')
    return { kind: 'say', text: toDemoOutput(schemaOf(outputType), conversation.said) };
  const step = nextStep(conversation);
  const available = new Set(request.tools.map((tool) => tool.name));
  const isPossible = step.kind === 'say' || step.calls.every(({ name }) => available.has(name));
  if (!isPossible) return introduced({ kind: 'say', text: noTools }, conversation.isFirstAnswer);
  return introduced(step, conversation.isFirstAnswer);
}

function schemaOf(outputType: Exclude<ModelRequest['outputType'], 'text'>): unknown {
  return 'schema' in outputType ? outputType.schema : {};
}

function introduced(step: Step, isFirstAnswer: boolean): Step {
  if (step.kind !== 'say' || !isFirstAnswer) return step;
  return { kind: 'say', text: `${step.text}\n\n${introduction}` };
}

/** A word each, with the white space that follows it. */
function toDeltas(text: string): string[] {
  return text.match(/\S+\s*|\s+/g) ?? [];
}

function toResponse(request: ModelRequest, step: Step, messageId: string) {
  // A picture's bytes are no words: a provider counts it at about a thousand tokens, whatever they are.
  const inputTokens = toTokens(JSON.stringify(request.input, shortened));
  const outputTokens = toTokens(JSON.stringify(step));
  return {
    id: `demo_resp_${randomUUID()}`,
    usage: { requests: 1, inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
    output: toOutput(step, messageId),
  };
}

type Output = (protocol.AssistantMessageItem | protocol.FunctionCallItem)[];

function toOutput(step: Step, messageId: string): Output {
  if (step.kind === 'say') {
    const content = [{ type: 'output_text' as const, text: step.text }];
    return [{ type: 'message', id: messageId, role: 'assistant', status: 'completed', content }];
  }
  return step.calls.map(({ name, args }) => {
    const callId = `demo_call_${randomUUID()}`;
    return {
      type: 'function_call',
      id: callId,
      callId,
      name,
      status: 'completed',
      arguments: JSON.stringify(args),
    };
  });
}

const newMessageId = () => `demo_msg_${randomUUID()}`;

const shortened = (_key: string, value: unknown): unknown =>
  typeof value === 'string' && value.startsWith('data:') ? value.slice(0, 4_000) : value;

/** The usual rule of thumb, so that usage has a number to show. */
const toTokens = (text: string) => Math.ceil(text.length / 4);
