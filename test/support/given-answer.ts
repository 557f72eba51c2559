import type { Model } from '@openai/agents';
import { aisdk } from '@openai/agents-extensions/ai-sdk';
import {
  callChunk,
  chunks,
  message,
  reasoning,
  responseOf,
  toolCall,
  type SaidPart,
} from './model-answers.js';
import type { PlayedModel } from './played-run.js';
import type { Answer } from './scripted-provider.js';

// One answer of a model, and how each way to a model gives it. Every id that a provider may repeat is a constant.

type Json = Record<string, unknown>;

/** One thing in an answer: a message, thoughts in pieces, or a call of a tool. */
export type Given =
  { says: readonly SaidPart[] } | { thinks: readonly (readonly string[])[] } | { calls: string };

/** What a model answers, call after call. */
export type GivenCalls = readonly (readonly Given[])[];

/** Plays an answer on each way. */
export const ways: Record<'responses' | 'chat' | 'aiSdk', (calls: GivenCalls) => PlayedModel> = {
  responses: (calls) => ({ responses: calls.map(overResponses) }),
  chat: (calls) => ({ chat: calls.map(overChatCompletions) }),
  aiSdk: (calls) => ({ model: throughAiSdk(calls) }),
};

/** An answer as the Responses API gives it. */
export function overResponses(given: readonly Given[]): Answer {
  return responseOf(
    ...given.map((each) => {
      if ('says' in each) return message('msg_model', ...each.says);
      return 'thinks' in each ? reasoning(...each.thinks) : toolCall(each.calls);
    }),
  );
}

/** An answer as Chat Completions gives it, which has one choice of one text. */
export function overChatCompletions(given: readonly Given[]): Answer {
  return chunks(
    ...given.flatMap<Json>((each, index) => {
      if ('thinks' in each) return each.thinks.flat().map((reasoning) => ({ reasoning }));
      return 'says' in each ? each.says.flatMap(toDeltas) : [callChunk(each.calls, undefined, index)];
    }),
  );
}

function toDeltas(part: SaidPart): Json[] {
  if ('refusal' in part) return part.refusal.map((refusal) => ({ refusal }));
  const annotations = part.sources?.map(({ type, ...citation }) => ({ type, url_citation: citation }));
  return [...part.text.map((content) => ({ content })), ...(annotations ? [{ annotations }] : [])];
}

/** The SDK's own adapter, on a model of the AI SDK. */
function throughAiSdk(calls: GivenCalls): Model {
  const left = calls.map((given) => [...given.flatMap(toStreamParts), finished]);
  return aisdk({
    specificationVersion: 'v2',
    provider: 'scripted',
    modelId: 'scripted',
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error('Only streams are asked for.')),
    doStream: async () => ({ stream: ReadableStream.from(left.shift() ?? []) }),
  });
}

const finished = {
  type: 'finish',
  finishReason: 'stop',
  usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 },
};

function toStreamParts(given: Given): Json[] {
  if ('says' in given) return given.says.flatMap(textParts);
  if ('thinks' in given) {
    return given.thinks.flatMap((pieces, index) => block('reasoning', `reasoning-${index}`, pieces));
  }
  const call = { toolCallId: `call_${given.calls}`, toolName: given.calls, input: '{}' };
  return [{ type: 'tool-call', ...call }];
}

/** A refusal is text like any other there, and a source stands beside the text. */
function textParts(part: SaidPart): Json[] {
  const pieces = 'refusal' in part ? part.refusal : part.text;
  const sources = ('sources' in part && part.sources) || [];
  return [
    ...block('text', 'txt-0', pieces),
    ...sources.map(({ url, title }) => ({ type: 'source', sourceType: 'url', id: 's', url, title })),
  ];
}

const block = (type: string, id: string, pieces: readonly string[]): Json[] => [
  { type: `${type}-start`, id },
  ...pieces.map((delta) => ({ type: `${type}-delta`, id, delta })),
  { type: `${type}-end`, id },
];
