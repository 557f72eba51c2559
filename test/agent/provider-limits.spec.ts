import { DataSource } from 'typeorm';
import { failures, type FailureCode } from '../../src/protocol/errors.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { maxTurnCharacters } from '../../src/agent/model/turn-budget.js';
import { textOf, threadIdOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import type { Api } from '../support/agent-server.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import {
  begin,
  calling,
  healthy,
  inTurn,
  sse,
  startFaultyProvider,
  status,
  type FaultyProvider,
} from '../support/faulty-provider.js';
import { chunkOf } from '../support/scripted-provider.js';

describe.each<Api>(['responses', 'chat_completions'])('what a turn may take of a model (%s)', (api) => {
  let provider: FaultyProvider;
  let server: TestApp;

  const start = (variables: Record<string, string> = {}): Promise<TestApp> =>
    startApp({
      variables: {
        OPENAI_BASE_URL: provider.baseUrl,
        OPENAI_API: api,
        MODEL: 'faulty',
        // Two servers of one process sign with the same.
        SESSION_SECRET: 'of a server that forgets who failed before',
        ...variables,
      },
    });
  beforeAll(async () => {
    provider = await startFaultyProvider();
    server = await start({ TURN_MAX_TOOL_CALLS: '20' });
  });
  afterAll(async () => {
    await server.close();
    provider.close();
  });
  beforeEach(() => {
    provider.requests.length = 0;
  });

  const rowsOf = ({ app }: TestApp, sql: string) => app.get(DataSource).query<object[]>(sql);
  const turnOf = async (of: TestApp) =>
    (await rowsOf(of, 'select * from turns order by started_at desc limit 1'))[0];
  const titles = () => rowsOf(server, 'select distinct title from tasks');
  const failureIn = (events: ThreadStreamEvent[]) => events.filter(({ type }) => type === 'error');
  const told = (code: FailureCode) => [
    { type: 'error', code: 'custom', message: failures[code].text, allow_retry: failures[code].mayRetry },
  ];
  /** What the model is told of its calls, in the request after them. */
  const outputs = (at: number): string[] => {
    const { input, messages } = provider.requests[at]!.body as Record<string, Record<string, unknown>[]>;
    return (input ?? messages ?? [])
      .filter(({ type, role }) => type === 'function_call_output' || role === 'tool')
      .map(({ output, content }) => JSON.stringify(output ?? content));
  };

  it('[A1] three attempts and no more; after five failures in a row nobody is made to wait for another', async () => {
    const limited = await start();
    provider.reply = status(429, '{}');
    for (let turn = 1; turn <= 10; turn++) {
      const { events } = await limited.alice.createThread('Hello');
      expect(failureIn(events)).toEqual(told(turn <= 5 ? 'model_busy' : 'model_unavailable'));
      expect(provider.requests).toHaveLength(3 * Math.min(turn, 5));
    }
    await limited.close();
  });

  it('[A1] an attempt that works ends the matter, and is counted as one of two', async () => {
    provider.reply = inTurn(status(500, '{}'), healthy(api));
    const { events } = await server.alice.createThread('Hello');
    expect(textOf(events)).toBe('All is well.');
    expect(failureIn(events)).toEqual([]);
    expect(await turnOf(server)).toMatchObject({ status: 'completed', model_calls: 1, model_attempts: 2 });
  });

  it('[A1] waits as long as it is asked to', async () => {
    provider.reply = inTurn(status(429, '{}', { 'retry-after-ms': '700' }), healthy(api));
    await server.alice.createThread('Hello');
    const [first, second] = provider.requests;
    expect(second!.at - first!.at).toBeGreaterThan(690);
  });

  it('[A8] a model that calls tools for ever is asked ten times', async () => {
    provider.reply = calling(api, { name: 'list_tasks', args: '{}' });
    const { events } = await server.alice.createThread('Go on');
    expect(failureIn(events)).toEqual(told('too_many_steps'));
    expect(provider.requests).toHaveLength(10);
    expect(await turnOf(server)).toMatchObject({
      status: 'failed',
      failure: 'too_many_steps',
      model_calls: 10,
    });
  });

  it('[A8] more tools at once than a turn may call are not called at all', async () => {
    const adding = (count: number) =>
      calling(
        api,
        ...Array.from({ length: count }, (_, n) => ({ name: 'add_task', args: `{"title":"Task ${n}"}` })),
      );
    const before = await titles();
    provider.reply = adding(21);
    const { events } = await server.alice.createThread('Add them all');
    expect(failureIn(events)).toEqual(told('too_many_steps'));
    expect(await titles()).toEqual(before);
    provider.reply = inTurn(adding(20), healthy(api));
    const { events: fewer } = await server.alice.createThread('Add twenty');
    expect(failureIn(fewer)).toEqual([]);
    expect(await titles()).toHaveLength(before.length + 20);
  });

  it.each([
    ['an unknown tool', 'no_such_tool', '{}'],
    ['arguments that are no JSON', 'add_task', '{"title":'],
    ['arguments that are no object', 'add_task', '"milk"'],
    ['arguments of another kind', 'add_task', '{"title":{"of":"what"}}'],
    ['arguments nested 10,000 deep', 'add_task', `{"title":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['arguments of 600 KB', 'add_task', `{"title":"${'x'.repeat(600_000)}"}`],
    ['a prototype for arguments', 'add_task', '{"__proto__":{"title":"x"},"constructor":1}'],
  ])('[A8] %s: the model is told, and may mend it', async (_, name, args) => {
    provider.reply = inTurn(calling(api, { name, args }), healthy(api, 'I could not.'));
    const before = await titles();
    const { threadId, events } = await server.alice.createThread('Do it');
    expect(failureIn(events)).toEqual([]);
    expect(textOf(events)).toBe('I could not.');
    expect(await titles()).toEqual(before);
    expect(outputs(1)).toEqual([expect.stringMatching(/error|invalid|not found|went wrong/i)]);
    expect(JSON.stringify(provider.requests[1]!.body).length).toBeLessThan(100_000);
    expect(JSON.stringify(await server.alice.items(threadId)).length).toBeLessThan(10_000);
  });

  it('[A7] a text that does not end is cut where a turn’s may end', async () => {
    const delta = 'ab'.repeat(16_384);
    const piece =
      api === 'responses'
        ? sse({ type: 'response.output_text.delta', item_id: 'm', output_index: 0, content_index: 0, delta })
        : sse(chunkOf({ content: delta }));
    let closed!: () => void;
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    provider.reply = async (response) => {
      response.on('close', closed);
      begin(response);
      while (!response.destroyed) {
        if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
      }
    };
    const { events, threadId } = await server.alice.createThread('Tell me everything');
    await isClosed;
    expect(failureIn(events)).toEqual(told('answer_too_long'));
    const [, answer] = await server.alice.items(threadId);
    const { length } = JSON.stringify(answer);
    expect(length).toBeGreaterThan(delta.length);
    expect(length).toBeLessThanOrEqual(maxTurnCharacters + 1_000);
  }, 30_000);

  it('[A10] a turn that has taken what it may is ended before its next call', async () => {
    const thrifty = await start({ TURN_MAX_TOKENS: '10' });
    const tool = { name: 'list_tasks', args: '{}' };
    const counted = (name: string) =>
      sse(chunkOf({}, name), { choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } });
    provider.reply =
      api === 'responses'
        ? calling(api, tool)
        : (response) => {
            const call = {
              index: 0,
              id: 'call_1',
              type: 'function',
              function: { name: tool.name, arguments: '{}' },
            };
            begin(response, sse(chunkOf({ tool_calls: [call] })) + counted('tool_calls'));
            response.end('data: [DONE]\n\n');
          };
    const { events } = await thrifty.alice.createThread('Go on');
    expect(failureIn(events)).toEqual(told('over_budget'));
    expect(provider.requests).toHaveLength(2);
    expect(await turnOf(thrifty)).toMatchObject({
      failure: 'over_budget',
      model_attempts: 2,
      input_tokens: 6,
      output_tokens: 4,
    });
    await thrifty.close();
  });

  it('[A10] what was taken is stored while the turn runs, and once, when a person stops it', async () => {
    provider.reply = inTurn(calling(api, { name: 'list_tasks', args: '{}' }), (response) => begin(response));
    const stream = await server.alice.open('threads.create', userInput('Go on'));
    const events: ThreadStreamEvent[] = [];
    const reading = (async () => {
      for await (const event of stream.events) events.push(event);
    })().catch(() => undefined);
    const taken = api === 'responses' ? { input_tokens: 3, output_tokens: 2 } : {};
    await eventually(async () =>
      expect(await turnOf(server)).toMatchObject({
        status: 'running',
        model_attempts: 2,
        model_calls: 1,
        ...taken,
      }),
    );
    stream.leave();
    await reading;
    await eventually(async () =>
      expect(await turnOf(server)).toMatchObject({
        status: 'cancelled',
        model_attempts: 2,
        model_calls: 1,
        ...taken,
      }),
    );
    expect(threadIdOf(events)).toBeDefined();
  });
});
