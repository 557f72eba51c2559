import { assistantMessage } from '../../src/testing/builders.js';
import { typesOf } from '../../src/testing/client/answers.js';
import { done } from '../../src/testing/events.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { startApp, type TestApp } from '../support/app.js';
import { questions } from '../support/known-items.js';

describe('a structured input', () => {
  const responder = new ScriptedResponder();
  let server: TestApp;
  beforeAll(async () => (server = await startApp({ responder })));
  afterAll(() => server.close());

  async function asked() {
    responder.script = async function* (thread) {
      yield done(questions(thread.id));
    };
    const { threadId } = await server.alice.createThread('Help me plan');
    responder.script = async function* (thread) {
      yield done(assistantMessage(thread.id, 'Noted'));
    };
    return threadId;
  }
  const submit = (threadId: string, input: object, item_id = 'msg_q') =>
    server.alice.stream('threads.add_structured_input', { thread_id: threadId, item_id, input });
  const answersOf = async (threadId: string) => {
    const item = (await server.alice.items(threadId)).find(({ id }) => id === 'msg_q');
    return item?.type === 'structured_input' && item.inputs.map(({ answer }) => answer);
  };
  const skipped = { values: [], skipped: true };
  const given = (...values: string[]) => ({ values, skipped: false });

  it('is answered: the item is replaced, and the answer goes on [E63 E64 E66 E67 E72]', async () => {
    const threadId = await asked();
    const answers = {
      notes: { values: ['soon', 'please'] },
      priority: { values: ['High'] },
      days: { values: ['Mo', 'Tu'] },
    };
    const events = await submit(threadId, { status: 'answered', answers });
    expect(typesOf(events)).toEqual(['stream_options', 'thread.item.replaced', 'thread.item.done']);
    const items = await server.alice.items(threadId);
    expect(events[1]).toMatchObject({ item: items[1]! });
    expect(items[1]).toMatchObject({ id: 'msg_q', status: 'answered' });
    expect(await answersOf(threadId)).toEqual([given('High'), given('Mo', 'Tu'), given('soon', 'please')]);
    expect(responder.calls.at(-1)!.input).toBeNull();
  });

  it('takes a value that is none of the options [E65]', async () => {
    const threadId = await asked();
    await submit(threadId, { answers: { priority: { values: ['Somewhere between'] } } });
    expect(((await answersOf(threadId)) as unknown[])[0]).toEqual(given('Somewhere between'));
  });

  it('takes a question that was left out, or has no values, as skipped [E68]', async () => {
    const threadId = await asked();
    await submit(threadId, { answers: { days: { values: [] }, notes: { values: ['x'], skipped: true } } });
    expect(await answersOf(threadId)).toEqual([skipped, skipped, skipped]);
    expect((await server.alice.items(threadId))[1]).toMatchObject({ status: 'answered' });
  });

  it('ignores answers to questions that were not asked [E69]', async () => {
    const threadId = await asked();
    await submit(threadId, { answers: { nobody: { values: ['x'] }, notes: { values: ['y'] } } });
    expect(await answersOf(threadId)).toEqual([skipped, skipped, given('y')]);
  });

  it('keeps the first of several values where one is asked [E70 E71]', async () => {
    const threadId = await asked();
    const events = await submit(threadId, { answers: { priority: { values: ['Low', 'High'] } } });
    expect(JSON.stringify(events[1])).not.toContain('"values":["Low","High"]');
    expect(((await answersOf(threadId)) as unknown[])[0]).toEqual(given('Low'));
  });

  it('that is skipped as a whole has no answers, whatever was typed [E216]', async () => {
    const threadId = await asked();
    await submit(threadId, { status: 'skipped', answers: { notes: { values: ['typed'] } } });
    expect(await answersOf(threadId)).toEqual([skipped, skipped, skipped]);
    expect((await server.alice.items(threadId))[1]).toMatchObject({ status: 'skipped' });
  });

  it('is answered once: a second answer changes nothing and runs no model [E215]', async () => {
    const threadId = await asked();
    await submit(threadId, { answers: { notes: { values: ['first'] } } });
    const before = await server.alice.items(threadId);
    const calls = responder.calls.length;
    expect(await submit(threadId, { answers: { notes: { values: ['second'] } } })).toEqual([
      { type: 'error', code: 'custom', message: expect.stringContaining('already'), allow_retry: false },
    ]);
    expect(await server.alice.items(threadId)).toEqual(before);
    expect(responder.calls).toHaveLength(calls);
  });

  it('is 400 on an item that asks nothing, 404 on one that does not exist', async () => {
    const threadId = await asked();
    const [message] = await server.alice.items(threadId);
    const submitTo = (item_id: string) =>
      server.alice.call('threads.add_structured_input', { thread_id: threadId, item_id, input: {} });
    expect(await submitTo(message!.id)).toMatchObject({
      status: 400,
      body: { message: 'params.item_id: must name a structured input' },
    });
    expect(await submitTo('msg_none')).toMatchObject({ status: 404 });
  });
});
