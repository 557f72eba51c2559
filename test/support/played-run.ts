import { OpenAIProvider, Runner, type Model, type ModelProvider } from '@openai/agents';
import OpenAI from 'openai';
import { ResponseStreamConverter } from '../../src/agent/bridge/response-stream-converter.js';
import { streamAgentResponse } from '../../src/agent/bridge/stream-agent-response.js';
import { RunTap } from '../../src/agent/model/run-tap.js';
import { TappedModels } from '../../src/agent/model/tapped-models.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { foldItems } from '../../src/protocol/fold.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { toAgent } from '../reference/agent-hook.js';
import type { AgentSpec } from '../reference/agent-scenario.js';
import { normalise } from '../reference/normalise.js';
import type { Answer, Fault, ScriptedProvider } from './scripted-provider.js';
import { newAgentContext } from './scripted-run.js';

// The published SDK's runner and its models, with only the provider, or the model, played.

type Json = Record<string, unknown>;

/** What a model gives, call after call: over one of the two APIs, as a model of its own kind, or as another model. */
export type PlayedModel =
  | { responses: readonly (Answer | Fault)[] }
  | { chat: readonly (Answer | Fault)[] }
  | { events: readonly (readonly Json[])[] }
  | { model: Model };

export interface PlayedRun extends Omit<AgentSpec, 'model'> {
  gives: PlayedModel;
  /** The turn is stopped when so many events were read. */
  stopAfter?: number;
  maxTurns?: number;
  converter?: ResponseStreamConverter;
}

/** What a run comes to; ids and dates as `normalise` writes them. */
export interface Shown {
  shows: ThreadStreamEvent[];
  /** The items that a client then has. */
  leaves: ThreadItem[];
  /** The name of the error that the stream ends with. */
  fails?: string;
}

/** How a run's model events reach the bridge: through the SDK's own loop, or through a tap at their source. */
export type Road = 'the SDK’s loop' | 'a tap';

/** Runs an agent and shows it in a thread of its own. */
export async function showPlayed(
  played: PlayedRun,
  provider: ScriptedProvider,
  road: Road = 'the SDK’s loop',
): Promise<Shown> {
  const { context, stop } = await newAgentContext();
  const { gives, stopAfter = Infinity, maxTurns = 5 } = played;
  const converter = played.converter ?? new ResponseStreamConverter(played);
  const models = toProvider(gives, provider);
  const modelProvider = road === 'a tap' ? new TappedModels(models, new RunTap()) : models;
  const runner = new Runner({ modelProvider, model: 'scripted', tracingDisabled: true });
  const { signal } = context.requestContext;
  const events: ThreadStreamEvent[] = [];
  let failure: object | undefined;
  try {
    const run = await runner.run(toAgent(played), 'Hi', { stream: true, context, signal, maxTurns });
    for await (const event of streamAgentResponse(context, run, converter)) {
      if (events.push(event) >= stopAfter) stop();
    }
  } catch (error) {
    failure = error as object;
  }
  const items = events.reduce<ThreadItem[]>(foldItems, []);
  const [shows, leaves] = normalise([events, items]) as [ThreadStreamEvent[], ThreadItem[]];
  return { shows, leaves, ...(failure && { fails: failure.constructor.name }) };
}

function toProvider(gives: PlayedModel, provider: ScriptedProvider): ModelProvider {
  if ('model' in gives) return { getModel: () => gives.model };
  if ('events' in gives) return toProvider({ model: modelThatGives(gives.events) }, provider);
  const answers = 'responses' in gives ? gives.responses : gives.chat;
  provider.answers.splice(0, Infinity, ...answers);
  return new OpenAIProvider({
    openAIClient: new OpenAI({ apiKey: 'none', baseURL: provider.baseURL, maxRetries: 0 }),
    useResponses: 'responses' in gives,
  });
}

/** A model of an application's own, which gives the SDK's normalised events. */
function modelThatGives(calls: readonly (readonly Json[])[]): Model {
  const left = [...calls];
  return {
    getResponse: () => Promise.reject(new Error('Only streams are asked for.')),
    async *getStreamedResponse() {
      yield* (left.shift() ?? []) as never[];
    },
  };
}
