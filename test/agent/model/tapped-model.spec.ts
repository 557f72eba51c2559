import {
  Agent,
  InputGuardrailTripwireTriggered,
  Runner,
  tool,
  type Model,
  type ModelProvider,
  type RunContext,
  type StreamEvent,
} from '@openai/agents';
import { z } from 'zod';
import type { AgentContext } from '../../../src/agent/bridge/agent-context.js';
import { streamAgentResponse } from '../../../src/agent/bridge/stream-agent-response.js';
import { RunTap } from '../../../src/agent/model/run-tap.js';
import { TappedModels } from '../../../src/agent/model/tapped-models.js';
import { ToolActivity } from '../../../src/agent/tool-activity.js';
import type { ThreadStreamEvent } from '../../../src/protocol/events.js';
import { foldItems } from '../../../src/protocol/fold.js';
import type { ThreadItem } from '../../../src/protocol/items.js';
import { shortCutOf, withShortCut } from '../../../src/turns/short-cut.js';
import { barMs } from '../../support/bar.js';
import { kindsOf, newAgentContext } from '../../support/scripted-run.js';

type Output = Extract<StreamEvent, { type: 'response_done' }>['response']['output'];

/** A model whose calls are answered one after another, each by its own generator. */
function modelOf(...calls: (() => AsyncIterable<StreamEvent>)[]): Model {
  return {
    getResponse: () => Promise.reject(new Error('Nobody asked for a stream.')),
    getStreamedResponse: () => calls.shift()!(),
  };
}

const started = { type: 'response_started' } as const;
const delta = (text: string): StreamEvent => ({ type: 'output_text_delta', delta: text });
const doneWith = (...output: Output): StreamEvent => ({
  type: 'response_done',
  response: { id: 'resp', usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 }, output },
});
const message = (text: string): Output[number] => ({
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text }],
});
const call = (name: string): Output[number] => ({
  type: 'function_call',
  callId: `call_${name}`,
  name,
  status: 'completed',
  arguments: '{}',
});

/** A call that says a text in pieces. */
const saying = (...pieces: string[]) =>
  async function* () {
    yield started;
    for (const piece of pieces) yield delta(piece);
    yield doneWith(message(pieces.join('')));
  };
/** The same with a pause before each piece, in which a reader comes to wait for it. */
const sayingSlowly = (...pieces: string[]) =>
  async function* () {
    for await (const event of saying(...pieces)()) {
      await new Promise(setImmediate);
      yield event;
    }
  };
const calling = (name: string) =>
  async function* () {
    yield started;
    yield doneWith(call(name));
  };

const provider = (model: Model): ModelProvider => ({ getModel: () => model });

/** Begins a run as the assistant's are begun, with a tap. */
function begin(model: Model, context: AgentContext, agent: Agent<AgentContext>) {
  const runner = new Runner({
    modelProvider: new TappedModels(provider(model), new RunTap()),
    tracingDisabled: true,
  });
  return runner.run(agent, 'Hi', { stream: true, context, signal: context.requestContext.signal });
}

async function show(
  model: Model,
  options: Partial<ConstructorParameters<typeof Agent<AgentContext>>[0]> = {},
) {
  const { context, stop } = await newAgentContext();
  const agent = new Agent<AgentContext>({ name: 'Tapped', ...options });
  const events: ThreadStreamEvent[] = [];
  let error: unknown;
  try {
    const run = await begin(model, context, agent);
    for await (const event of streamAgentResponse(context, run, new ToolActivity())) events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  return { context, stop, events, error, items: events.reduce<ThreadItem[]>(foldItems, []) };
}

const textsOf = (items: readonly ThreadItem[]) =>
  items.flatMap((item) => (item.type === 'assistant_message' ? item.content.map(({ text }) => text) : []));

const lookUp = (execute: (context: AgentContext) => void | Promise<void> = () => {}) =>
  tool({
    name: 'look_up',
    description: '',
    parameters: z.object({}),
    execute: async (_input, run?: RunContext<AgentContext>) => {
      await execute(run!.context);
      return 'found';
    },
  });

describe('a model that is heard at its source', () => {
  it('is shown as it comes, once, and its tokens are counted once', async () => {
    const { events, items, context } = await show(modelOf(saying('Good ', 'morning')));
    expect(kindsOf(events)).toEqual([
      'thread.item.added',
      'assistant_message.content_part.added',
      'assistant_message.content_part.text_delta',
      'assistant_message.content_part.text_delta',
      'assistant_message.content_part.done',
      'thread.item.done',
    ]);
    expect(textsOf(items)).toEqual(['Good morning']);
    expect(context.requestContext.usage).toMatchObject({ inputTokens: 3, outputTokens: 2, modelCalls: 1 });
  });

  it('hands the runner the frame of a call, and none of its deltas', async () => {
    const { context } = await newAgentContext();
    const model = modelOf(saying(...Array.from('a long answer')));
    const run = await begin(model, context, new Agent<AgentContext>({ name: 'Tapped' }));
    const told: string[] = [];
    const watched = {
      async *[Symbol.asyncIterator]() {
        for await (const event of run) {
          if (event.type === 'raw_model_stream_event') told.push(event.data.type);
          yield event;
        }
      },
    };
    for await (const _ of streamAgentResponse(context, watched));
    expect(told).toEqual(['response_started', 'response_done']);
    expect(run.finalOutput).toBe('a long answer');
  });

  it('tells its reader of text past the generators between, in the order of all', async () => {
    const { context } = await newAgentContext();
    const model = modelOf(sayingSlowly('One ', 'two', ' three'));
    const run = await begin(model, context, new Agent({ name: 'Tapped' }));
    const events: ThreadStreamEvent[] = [];
    const past: ThreadStreamEvent[] = [];
    const answer = withShortCut((way) => streamAgentResponse(context, run, undefined, way));
    shortCutOf(answer)!.open((event) => {
      if (event.type !== 'thread.item.updated' || !('delta' in event.update)) return false;
      events.push(event);
      past.push(event);
      return undefined;
    });
    for await (const event of answer) events.push(event);
    const { events: ordinary } = await show(modelOf(saying('One ', 'two', ' three')));
    expect(kindsOf(events)).toEqual(kindsOf(ordinary));
    expect(textsOf(events.reduce<ThreadItem[]>(foldItems, []))).toEqual(['One two three']);
    expect(past).toHaveLength(2);
  });

  it('tells nothing past a reader who has yet to deal with what came before', async () => {
    const { context } = await newAgentContext();
    const run = await begin(
      modelOf(sayingSlowly('One ', 'two', ' three', ' four')),
      context,
      new Agent({ name: 'Tapped' }),
    );
    let isBusy = true;
    const answer = withShortCut((way) => streamAgentResponse(context, run, undefined, way));
    shortCutOf(answer)!.open(() => {
      expect(isBusy).toBe(false);
      return false;
    });
    let said = '';
    for (;;) {
      isBusy = false;
      const { done, value } = await answer.next();
      isBusy = true;
      if (done) break;
      if (value.type === 'thread.item.updated' && 'delta' in value.update) said += value.update.delta;
      for (let round = 0; round < 3; round++) await new Promise(setImmediate);
    }
    expect(said).toBe('One two three four');
  });

  it('has its tool call shown as done before the answer that follows', async () => {
    const model = modelOf(calling('look_up'), saying('Here ', 'it is'));
    const tools = [lookUp()];
    const { events, items } = await show(model, { tools });
    expect(kindsOf(events).slice(0, 4)).toEqual([
      'thread.item.added',
      'workflow.task.updated',
      'thread.item.done',
      'thread.item.added',
    ]);
    expect(items).toMatchObject([
      { type: 'workflow', workflow: { tasks: [{ status_indicator: 'complete' }], summary: {} } },
      { type: 'assistant_message', content: [{ text: 'Here it is' }] },
    ]);
  });

  it('tells what tools showed before the model’s next words', async () => {
    const model = modelOf(calling('look_up'), saying('Here'));
    const shows = lookUp((context) => context.streamWidget({ type: 'Card', id: 'card' }));
    const { items } = await show(model, { tools: [shows] });
    expect(items.map(({ type }) => type)).toEqual(['workflow', 'widget', 'assistant_message']);
  });

  it('that fails is shown up to there, and its error comes after', async () => {
    const failure = new Error('cut off');
    const model = modelOf(async function* () {
      yield started;
      yield delta('Once ');
      yield delta('upon');
      throw failure;
    });
    const { events, error } = await show(model);
    expect(error).toBe(failure);
    expect(events.filter((event) => 'update' in event && 'delta' in event.update)).toHaveLength(2);
  });

  it('that begins with something else than its beginning is shown all the same', async () => {
    const model = modelOf(async function* () {
      yield delta('Hello');
      yield doneWith(message('Hello'));
    });
    expect(textsOf((await show(model)).items)).toEqual(['Hello']);
  });

  it('is held back by a reader that does not read: of 100,000 deltas few are asked for', async () => {
    const { context } = await newAgentContext();
    let given = 0;
    const model = modelOf(async function* () {
      yield started;
      for (; given < 100_000; given++) yield delta('x');
      yield doneWith(message('x'.repeat(100_000)));
    });
    const stream = streamAgentResponse(
      context,
      await begin(model, context, new Agent<AgentContext>({ name: 'Tapped' })),
    );
    await stream.next();
    for (let round = 0; round < 50; round++) await new Promise((resolve) => setImmediate(resolve));
    expect(given).toBeLessThan(200);
    let text = '';
    for await (const event of stream) {
      if (event.type === 'thread.item.updated' && 'delta' in event.update) text += event.update.delta;
    }
    expect(text).toHaveLength(100_000);
  });

  it('is left when the turn is stopped, also one that waits for its reader', async () => {
    const { context, stop } = await newAgentContext();
    let wasLeft = false;
    const model = modelOf(async function* () {
      try {
        yield started;
        for (;;) yield delta('x');
      } finally {
        wasLeft = true;
      }
    });
    const stream = streamAgentResponse(
      context,
      await begin(model, context, new Agent<AgentContext>({ name: 'Tapped' })),
    );
    await stream.next();
    stop();
    for await (const _ of stream);
    for (let round = 0; round < 5; round++) await new Promise((resolve) => setImmediate(resolve));
    expect(wasLeft).toBe(true);
  });

  it('that is stopped before anybody reads lets go', async () => {
    const { context, stop } = await newAgentContext();
    const run = await begin(modelOf(saying('x')), context, new Agent<AgentContext>({ name: 'Tapped' }));
    stop();
    await run.completed;
    expect(run.cancelled).toBe(true);
  });

  it('is taken back within a second when a guardrail beside it trips', async () => {
    const trips = new Promise<void>((resolve) => setTimeout(resolve, 50));
    const model = modelOf(async function* () {
      yield started;
      // It would go on for ten seconds.
      for (let said = 0; said < 1_000; said++) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        yield delta('x');
      }
      yield doneWith(message('x'.repeat(1_000)));
    });
    const execute = async () => {
      await trips;
      return { outputInfo: null, tripwireTriggered: true };
    };
    const begun = Date.now();
    const { error, items } = await show(model, { inputGuardrails: [{ name: 'trip', execute }] });
    expect(error).toBeInstanceOf(InputGuardrailTripwireTriggered);
    expect(items).toEqual([]);
    expect(Date.now() - begun).toBeLessThan(barMs(2_000));
  });
});

describe('a model that no tap can hear', () => {
  it('of an agent’s own is shown through the run, beside the others', async () => {
    const own = new Agent<AgentContext>({ name: 'Own', model: modelOf(saying('I ', 'am another')) });
    const model = modelOf(calling('transfer_to_Own'));
    const { items } = await show(model, { handoffs: [own] });
    expect(textsOf(items)).toEqual(['I am another']);
  });

  it('of an agent that serves another as a tool is not shown', async () => {
    const helper = new Agent({ name: 'Helper' });
    const asked: string[] = [];
    const tools = [
      helper.asTool({
        toolName: 'helper',
        toolDescription: '',
        onStream: ({ event }) => void asked.push(event.type),
      }),
    ];
    const withInput: Output[number] = { ...(call('helper') as object), arguments: '{"input":"?"}' } as never;
    const model = modelOf(
      async function* () {
        yield started;
        yield doneWith(withInput);
      },
      saying('for the', ' agent alone'),
      saying('Done.'),
    );
    const { items, error } = await show(model, { tools });
    expect(error).toBeUndefined();
    expect(textsOf(items)).toEqual(['Done.']);
    expect(asked).toContain('raw_model_stream_event');
  });
});
