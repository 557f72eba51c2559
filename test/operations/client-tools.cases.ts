import { assistantMessage } from '../../src/testing/builders.js';
import { typesOf } from '../../src/testing/client/answers.js';
import { done } from '../../src/testing/events.js';
import { ScriptedResponder, type Script } from '../../src/testing/scripted.responder.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { startApp, type TestApp } from '../support/app.js';
import { hiddenNote, toolCall } from '../support/known-items.js';

describe('a client tool', () => {
  const responder = new ScriptedResponder();
  let server: TestApp;
  beforeAll(async () => (server = await startApp({ responder })));
  afterAll(() => server.close());

  const calling: Script = async function* (thread) {
    yield done(toolCall(thread.id));
  };
  const thanking: Script = async function* (thread) {
    yield done(assistantMessage(thread.id, 'Thanks'));
  };
  const silent: Script = async function* () {};
  const stored = async (threadId: string) =>
    (
      await server.app
        .get(ThreadStore)
        .loadThreadItems(threadId, { limit: 50, order: 'asc' }, { userId: 'alice' })
    ).data;

  async function threadWith(script: Script) {
    responder.script = script;
    return server.alice.createThread('Which one?');
  }
  const output = (threadId: string, result: unknown) =>
    server.alice.stream('threads.add_client_tool_output', { thread_id: threadId, result });

  it('is called by one event, and waits [E20 E40]', async () => {
    const { events, threadId } = await threadWith(calling);
    expect(typesOf(events)).toEqual([
      'thread.created',
      'thread.item.done',
      'stream_options',
      'thread.item.done',
    ]);
    expect(events.at(-1)).toMatchObject({ item: toolCall(threadId) });
    expect((await stored(threadId)).at(-1)).toMatchObject({ status: 'pending' });
  });

  it('gives its output without saying to which call, and the answer goes on [E22 E41 E42 E43]', async () => {
    const { threadId } = await threadWith(calling);
    responder.script = thanking;
    const events = await output(threadId, { stationIds: ['a', 'b'] });
    expect(typesOf(events)).toEqual(['stream_options', 'thread.item.done']);
    expect(events[1]).toMatchObject({ item: { type: 'assistant_message' } });
    expect(responder.calls.at(-1)!.input).toBeNull();
    expect((await stored(threadId))[1]).toEqual({
      ...toolCall(threadId),
      status: 'completed',
      output: { stationIds: ['a', 'b'] },
    });
  });

  it.each([[{ a: { b: null } }], [null], ['text'], [[1, 2]], [0]])(
    'may give %j [E44]',
    async (result: unknown) => {
      const { threadId } = await threadWith(calling);
      responder.script = silent;
      await output(threadId, result);
      expect((await stored(threadId))[1]).toMatchObject({ status: 'completed', output: result });
    },
  );

  it('is found behind a hidden item that came after it [Q19]', async () => {
    const { threadId } = await threadWith(async function* (thread) {
      yield done(toolCall(thread.id));
      yield done(hiddenNote(thread.id));
    });
    responder.script = thanking;
    expect(typesOf(await output(threadId, {}))).toEqual(['stream_options', 'thread.item.done']);
  });

  it('that gives its output twice runs the model once [E217]', async () => {
    const { threadId } = await threadWith(calling);
    responder.script = thanking;
    await output(threadId, 1);
    const calls = responder.calls.length;
    expect(await output(threadId, 1)).toEqual([
      { type: 'error', code: 'custom', message: expect.stringContaining('waits'), allow_retry: false },
    ]);
    expect(responder.calls).toHaveLength(calls);
    expect((await stored(threadId))[1]).toMatchObject({ output: 1 });
  });

  it('answers the newest of two calls; the other goes, however long ago it was made [E218 Q20]', async () => {
    const { threadId } = await threadWith(async function* (thread) {
      yield done(toolCall(thread.id, 'fc_old'));
      for (let number = 0; number < 25; number++) yield done(assistantMessage(thread.id, `${number}`));
      yield done(toolCall(thread.id, 'fc_new'));
    });
    responder.script = silent;
    const events = await output(threadId, 'yes');
    expect(events.slice(1)).toEqual([{ type: 'thread.item.removed', item_id: 'fc_old' }]);
    const calls = (await stored(threadId)).filter(({ type }) => type === 'client_tool_call');
    expect(calls).toMatchObject([{ id: 'fc_new', status: 'completed', output: 'yes' }]);
  });

  it('that the person did not wait for is forgotten when they go on [E219 Q21]', async () => {
    const { threadId } = await threadWith(calling);
    responder.script = thanking;
    const events = await server.alice.say(threadId, 'Never mind');
    expect(events).toContainEqual({ type: 'thread.item.removed', item_id: 'fc_1' });
    expect((await stored(threadId)).map(({ type }) => type)).not.toContain('client_tool_call');
    const calls = responder.calls.length;
    expect(await output(threadId, {})).toMatchObject([{ type: 'error', allow_retry: false }]);
    expect(responder.calls).toHaveLength(calls);
  });

  it('answers once when two tabs answer at the same time', async () => {
    const { threadId } = await threadWith(calling);
    responder.script = thanking;
    const calls = responder.calls.length;
    const open = () =>
      server.alice.open('threads.add_client_tool_output', { thread_id: threadId, result: 1 });
    const streams = await Promise.all([open(), open(), open()]);
    for (const { events } of streams) for await (const _ of events);
    expect(responder.calls).toHaveLength(calls + 1);
  });
});
