// A model without a provider, for `agent.ts`: it calls a tool when a rule says so, and answers from the result. What a
// real model gets and gives has the same shapes.

import { randomUUID } from 'node:crypto';
import {
  Usage,
  type AgentInputItem,
  type Model,
  type ModelRequest,
  type ModelResponse,
  type protocol,
  type StreamEvent,
} from '@openai/agents';
import { exhibitOf, exhibitsIn, wordByWord } from './museum.js';

/** What the model does next: it says something, or calls a tool. */
type Step = { say: string } | { call: string; args: object };

export class GuideModel implements Model {
  async getResponse(request: ModelRequest): Promise<ModelResponse> {
    return { usage: new Usage(), output: [toOutput(stepFor(request))] };
  }

  async *getStreamedResponse(request: ModelRequest): AsyncIterable<StreamEvent> {
    yield { type: 'response_started' };
    const step = stepFor(request);
    if ('say' in step) {
      for await (const delta of wordByWord(step.say)) yield { type: 'output_text_delta', delta };
    }
    const usage = { requests: 1, inputTokens: 1, outputTokens: 1, totalTokens: 2 };
    yield {
      type: 'response_done',
      response: { id: `resp_${randomUUID()}`, usage, output: [toOutput(step)] },
    };
  }
}

function stepFor({ input }: ModelRequest): Step {
  const items = typeof input === 'string' ? [] : input;
  const result = items.findLast((item) => item.type === 'function_call_result');
  const asked = items.findLastIndex((item) => 'role' in item && item.role === 'user' && !isNote(item));
  if (result && items.indexOf(result) > asked) return { say: answerFrom(result.name, result.output) };

  const question = asked >= 0 ? JSON.stringify(items[asked]) : '';
  if (/\bmark/i.test(question)) return { call: 'get_marked_exhibits', args: {} };
  const [exhibit] = exhibitsIn(question);
  if (exhibit) return { call: 'show_exhibit', args: { id: exhibit.id } };
  return { say: 'Ask me about the Great Lens, the Fog Bell, or what you marked on the plan.' };
}

/** What the person was shown is told to the model in their voice, too. */
const isNote = (item: AgentInputItem): boolean => JSON.stringify(item).includes('The user was shown');

function answerFrom(toolName: string, output: unknown): string {
  const result = typeof output === 'string' ? output : ((output as { text?: string }).text ?? '');
  if (toolName === 'show_exhibit') return `Here it is. ${result}`;
  const { ids = [] } = (JSON.parse(result) ?? {}) as { ids?: unknown[] };
  const names = ids.flatMap((id) => exhibitOf(id)?.name ?? []);
  return names.length > 0 ? `You marked: ${names.join(', ')}.` : 'You have not marked anything.';
}

function toOutput(step: Step): protocol.AssistantMessageItem | protocol.FunctionCallItem {
  if ('say' in step) {
    const content = [{ type: 'output_text' as const, text: step.say }];
    return { type: 'message', role: 'assistant', status: 'completed', content };
  }
  const { call: name, args } = step;
  const callId = `call_${randomUUID()}`;
  return { type: 'function_call', callId, name, status: 'completed', arguments: JSON.stringify(args) };
}
