import type { Model, ModelRequest, StreamEvent } from '@openai/agents';
import { CircuitBreaker } from '../../../src/agent/model/circuit-breaker.js';
import { GuardedModel } from '../../../src/agent/model/guarded-model.js';
import { TurnBudget } from '../../../src/agent/model/turn-budget.js';
import { noUsage, type TurnUsage } from '../../../src/turns/context.js';

type Answer = (signal: AbortSignal) => AsyncIterable<StreamEvent>;

/** Gives the answers in order, and counts what was begun and what was left. */
class ScriptedSource implements Model {
  begun = 0;
  signals: AbortSignal[] = [];
  constructor(private readonly answers: Answer[]) {}
  getResponse(): Promise<never> {
    throw new Error('not used');
  }
  getStreamedResponse({ signal }: ModelRequest): AsyncIterable<StreamEvent> {
    this.signals.push(signal!);
    return this.answers[this.begun++]!(signal!);
  }
}

const never = () => new Promise<never>(() => {});
const started: StreamEvent = { type: 'response_started' };
const text = (delta: string): StreamEvent => ({ type: 'output_text_delta', delta });
const raw = (event: object): StreamEvent => ({ type: 'model', event });
const message = { type: 'message', role: 'assistant', status: 'completed', content: [] } as const;
const ended = (output: object[] = [message]): StreamEvent =>
  ({
    type: 'response_done',
    response: { id: 'r', usage: { inputTokens: 3, outputTokens: 2 }, output },
  }) as never;

describe('a guarded model', () => {
  let usage: TurnUsage;
  beforeEach(() => (usage = noUsage()));

  function guard(
    answers: Answer[],
    patience: { firstByteMs?: number; idleMs?: number; retries?: number } = {},
  ) {
    const source = new ScriptedSource(answers);
    const limits = { maxModelCalls: 10, maxToolCalls: 10, maxTokens: 0 };
    const model = new GuardedModel(source, new CircuitBreaker(), {
      patience: { firstByteMs: 10_000, idleMs: 10_000, retries: 2, ...patience },
      budget: new TurnBudget(usage, limits),
    });
    return { source, model };
  }
  const request = (signal?: AbortSignal) => ({ signal, modelSettings: {} }) as ModelRequest;
  async function collect(model: Model, signal?: AbortSignal): Promise<StreamEvent[]> {
    const events: StreamEvent[] = [];
    for await (const event of model.getStreamedResponse(request(signal))) events.push(event);
    return events;
  }

  it('passes every event on, in order', async () => {
    const events = [
      started,
      raw({ type: 'response.created' }),
      text('a'),
      text('b'),
      ended(),
      raw({ type: 'x' }),
    ];
    const { model } = guard([
      async function* () {
        yield* events;
      },
    ]);
    expect(await collect(model)).toEqual(events);
  });

  it('shows nothing of an attempt that failed before it said anything', async () => {
    const { model } = guard([
      async function* () {
        yield started;
        yield raw({ type: 'response.created', response: { id: 'first' } });
        throw Object.assign(new Error('x'), { status: 500 });
      },
      async function* () {
        yield text('second');
        yield ended();
      },
    ]);
    expect(await collect(model)).toEqual([text('second'), ended()]);
    expect(usage.modelAttempts).toBe(2);
  });

  it('[A3] gives up a model that does not listen to its signal, either', async () => {
    const { model, source } = guard([stuck, stuck], { firstByteMs: 20 });
    await expect(collect(model)).rejects.toMatchObject({ code: 'model_silent' });
    expect(source.begun).toBe(2);
    expect(source.signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('[A4] counts the model’s silence, and not the time that its reader takes', async () => {
    const { model } = guard(
      [
        async function* () {
          yield text('a');
          yield text('b');
          yield ended();
        },
      ],
      { idleMs: 20 },
    );
    const events = model.getStreamedResponse(request())[Symbol.asyncIterator]();
    await events.next();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await events.next()).toMatchObject({ value: text('b') });
    expect(await events.next()).toMatchObject({ value: ended() });
    expect(await events.next()).toMatchObject({ done: true });
  });

  it('[A4] waits longer for a model that says it thinks', async () => {
    const thinking = (event: string) =>
      raw({ type: `response.output_item.${event}`, item: { type: 'reasoning' } });
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const { model } = guard(
      [
        async function* () {
          yield thinking('added');
          await pause(120);
          yield thinking('done');
          yield ended();
        },
        async function* () {
          yield thinking('added');
          yield thinking('done');
          await pause(500);
          yield ended();
        },
      ],
      { idleMs: 40 },
    );
    await expect(collect(model)).resolves.toHaveLength(3);
    await expect(collect(model)).rejects.toMatchObject({ code: 'model_silent' });
  });

  it('takes an answer for whole whose connection is not closed, or lost', async () => {
    const { model } = guard(
      [
        async function* () {
          yield text('a');
          yield ended();
          await never();
        },
        async function* () {
          yield text('a');
          yield ended();
          throw new TypeError('terminated');
        },
      ],
      { idleMs: 20 },
    );
    expect(await collect(model)).toEqual([text('a'), ended()]);
    expect(await collect(model)).toEqual([text('a'), ended()]);
  });

  it('closes the connection at once when a turn is stopped, also between two attempts', async () => {
    const stop = new AbortController();
    const { model, source } = guard([() => stuck()]);
    const collecting = collect(model, stop.signal);
    stop.abort('cancelled');
    await expect(collecting).rejects.toMatchObject({ name: 'AbortError' });
    expect(source.signals[0]!.aborted).toBe(true);

    const again = new AbortController();
    const failing = guard([
      async function* () {
        setImmediate(() => again.abort('cancelled'));
        throw Object.assign(new Error('x'), { status: 429, headers: new Headers({ 'retry-after': '9' }) });
      },
    ]);
    await expect(collect(failing.model, again.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(failing.source.begun).toBe(1);
  });

  it('closes the connection when its reader leaves', async () => {
    const { model, source } = guard([
      async function* () {
        yield text('a');
        await never();
      },
    ]);
    for await (const event of model.getStreamedResponse(request())) {
      expect(event).toEqual(text('a'));
      break;
    }
    expect(source.signals[0]!.aborted).toBe(true);
  });

  it('gives the whole answer at once where that is asked', async () => {
    const { model } = guard([
      async function* () {
        throw Object.assign(new Error('x'), { status: 500 });
      },
      async function* () {
        yield text('a');
        yield ended();
      },
    ]);
    const { output, usage: told, responseId } = await model.getResponse(request());
    expect({ output, responseId, input: told.inputTokens }).toEqual({
      output: [message],
      responseId: 'r',
      input: 3,
    });
  });

  it('[A10] counts what an answer took that was refused for its tool calls, once', async () => {
    const calls = Array.from({ length: 11 }, () => ({
      type: 'function_call',
      name: 'x',
      callId: 'c',
      arguments: '{}',
    }));
    const { model } = guard([
      async function* () {
        yield started;
        yield ended(calls);
      },
    ]);
    await expect(collect(model)).rejects.toMatchObject({ code: 'too_many_steps' });
    expect(usage).toMatchObject({ inputTokens: 3, outputTokens: 2, modelAttempts: 1, modelCalls: 0 });
  });

  it('passes 100,000 pieces on with one timer', async () => {
    const timers = jest.spyOn(global, 'setTimeout');
    const { model } = guard([
      async function* () {
        for (let piece = 0; piece < 100_000; piece++) yield text('a');
        yield ended();
      },
    ]);
    expect(await collect(model)).toHaveLength(100_001);
    expect(timers.mock.calls.length).toBeLessThan(5);
    timers.mockRestore();
  });
});

/** Neither says anything nor ends when it is told to. */
const stuck = (): AsyncIterable<StreamEvent> => ({
  [Symbol.asyncIterator]: () => ({ next: never, return: never }),
});
