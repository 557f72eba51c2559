import { RunRawModelStreamEvent, type RunStreamEvent } from '@openai/agents';
import { AgentContext } from '../../src/agent/bridge/agent-context.js';
import type { ResponseStreamConverter } from '../../src/agent/bridge/response-stream-converter.js';
import { streamAgentResponse } from '../../src/agent/bridge/stream-agent-response.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { foldItems } from '../../src/protocol/fold.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { noUsage, type TurnContext } from '../../src/turns/context.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { newPerson, newThread } from '../../src/testing/builders.js';

// Runs of the Agents SDK as its documentation describes their events, without the SDK behind them.

type Json = Record<string, unknown>;
type ModelEvent = ConstructorParameters<typeof RunRawModelStreamEvent>[0];

/** A context for a thread of its own, on a store of its own. */
export async function newAgentContext(earlier: readonly ThreadItem[] = []) {
  const store = new MemoryThreadStore();
  const thread = newThread();
  const principal = newPerson();
  await store.saveThread(thread, principal);
  for (const item of earlier) await store.addThreadItem(thread.id, item, principal);
  const stop = new AbortController();
  const requestContext: TurnContext = {
    principal,
    requestId: 'req_1',
    metadata: {},
    turnId: 'trn_1',
    signal: stop.signal,
    usage: noUsage(),
  };
  const context = new AgentContext({ thread, store, requestContext });
  return { context, stop: () => stop.abort('cancelled') };
}

/** An event of any model. */
export const modelEvent = (data: Json): RunStreamEvent =>
  new RunRawModelStreamEvent(data as unknown as ModelEvent);

/** A raw event, as the SDK passes it on. */
export const rawEvent = (event: Json, rawModelEventSource?: string): RunStreamEvent =>
  modelEvent({ type: 'model', event, ...(rawModelEventSource && { providerData: { rawModelEventSource } }) });

/** An event of the Responses API; text comes twice, first in the SDK's own form. */
export const responsesEvents = (...events: Json[]): RunStreamEvent[] =>
  events.flatMap((event) => [
    ...(event.type === 'response.output_text.delta'
      ? [modelEvent({ type: 'output_text_delta', delta: event.delta, itemId: event.item_id })]
      : []),
    rawEvent(event, 'openai-responses'),
  ]);

/** A model call over the Responses API, with the frame that the SDK gives it. */
export const responsesCall = (events: Json[], output: Json[] = []): RunStreamEvent[] => [
  modelEvent({ type: 'response_started' }),
  ...responsesEvents({ type: 'response.created' }, ...events),
  responseDone(...output),
  ...responsesEvents({ type: 'response.completed' }),
];

export const responseDone = (...output: Json[]): RunStreamEvent =>
  modelEvent({ type: 'response_done', response: { usage: { inputTokens: 3, outputTokens: 2 }, output } });

export const runItem = (name: string, rawItem: Json): RunStreamEvent =>
  ({ type: 'run_item_stream_event', name, item: { rawItem } }) as unknown as RunStreamEvent;

/** A step of a scripted run: an event, or something that a tool does then. */
export type RunStep = RunStreamEvent | (() => void | Promise<void>);

export async function* scriptedRun(steps: readonly RunStep[]): AsyncGenerator<RunStreamEvent> {
  for (const step of steps) {
    if (typeof step === 'function') await step();
    else yield step;
  }
}

/** Everything that is shown of a run, and the items that a client then has. */
export async function show(
  context: AgentContext,
  steps: readonly RunStep[],
  converter?: ResponseStreamConverter,
): Promise<{ events: ThreadStreamEvent[]; items: ThreadItem[]; error?: unknown }> {
  const events: ThreadStreamEvent[] = [];
  let error: unknown;
  try {
    for await (const event of streamAgentResponse(context, scriptedRun(steps), converter)) events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  return { events, items: events.reduce<ThreadItem[]>(foldItems, []), error };
}

/** The names of the events, and of the updates in them. */
export const kindsOf = (events: readonly ThreadStreamEvent[]): string[] =>
  events.map((event) => (event.type === 'thread.item.updated' ? event.update.type : event.type));

/** The id of the item that each event is about. */
export const itemIdsOf = (events: readonly ThreadStreamEvent[]): (string | undefined)[] =>
  events.map((event) => ('item' in event ? event.item.id : 'item_id' in event ? event.item_id : undefined));
