import { assistantMessage } from '../../src/testing/builders.js';
import { typesOf } from '../../src/testing/client/answers.js';
import { done } from '../../src/testing/events.js';
import { ScriptedResponder, untilStopped } from '../../src/testing/scripted.responder.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { startApp, type TestApp } from '../support/app.js';
import { hiddenNote } from '../support/known-items.js';

describe('a retry', () => {
  const responder = new ScriptedResponder();
  let server: TestApp;
  let answers = 0;
  beforeAll(async () => (server = await startApp({ responder })));
  afterAll(() => server.close());
  beforeEach(() => {
    responder.script = async function* (thread) {
      yield done(assistantMessage(thread.id, `Answer ${++answers}`));
    };
  });

  const retry = (threadId: string, itemId: string) =>
    server.alice.stream('threads.retry_after_item', { thread_id: threadId, item_id: itemId });

  it('answers the same message anew, in the place of the old answer [E24 E97 E98 E99 E100 E102]', async () => {
    const { threadId } = await server.alice.createThread('Hello');
    const [message, answer] = await server.alice.items(threadId);
    const events = await retry(threadId, message!.id);
    expect(typesOf(events)).toEqual(['stream_options', 'thread.item.done']);
    const after = await server.alice.items(threadId);
    expect(after[0]).toEqual(message);
    expect(after).toHaveLength(2);
    expect(after[1]!.id).not.toBe(answer!.id);
    expect(responder.calls.at(-1)!.input).toEqual(message);
  });

  it('leaves the turns before it alone [E101]', async () => {
    const { threadId } = await server.alice.createThread('One');
    await server.alice.say(threadId, 'Two');
    const before = await server.alice.items(threadId);
    await retry(threadId, before[2]!.id);
    const after = await server.alice.items(threadId);
    expect(after.slice(0, 3)).toEqual(before.slice(0, 3));
    expect(after).toHaveLength(4);
    expect(after[3]).not.toEqual(before[3]);
  });

  it('of an early message drops everything after it, hidden items too', async () => {
    const { threadId } = await server.alice.createThread('One');
    responder.script = async function* (thread) {
      yield done(hiddenNote(thread.id));
    };
    await server.alice.say(threadId, 'Two');
    responder.script = async function* () {};
    const [first] = await server.alice.items(threadId);
    await retry(threadId, first!.id);
    const stored = await server.app
      .get(ThreadStore)
      .loadThreadItems(threadId, { limit: 50, order: 'asc' }, { userId: 'alice' });
    expect(stored.data).toEqual([first]);
  });

  it('of an answer is 400, and changes nothing [E103]', async () => {
    const { threadId } = await server.alice.createThread('Hello');
    const before = await server.alice.items(threadId);
    const params = { thread_id: threadId, item_id: before[1]!.id };
    expect(await server.alice.call('threads.retry_after_item', params)).toMatchObject({
      status: 400,
      body: { message: 'params.item_id: must name a user message' },
    });
    expect(await server.alice.items(threadId)).toEqual(before);
  });

  it('of an unknown message is 404, and changes nothing [E224 Q18]', async () => {
    const { threadId } = await server.alice.createThread('Hello');
    const before = await server.alice.items(threadId);
    const params = { thread_id: threadId, item_id: 'msg_none' };
    expect(await server.alice.call('threads.retry_after_item', params)).toMatchObject({ status: 404 });
    expect(await server.alice.items(threadId)).toEqual(before);
  });

  it('of a hidden item is 404, as if there were none', async () => {
    responder.script = async function* (thread) {
      yield done(hiddenNote(thread.id));
    };
    const { threadId } = await server.alice.createThread('Hello');
    const params = { thread_id: threadId, item_id: 'msg_hidden' };
    expect(await server.alice.call('threads.retry_after_item', params)).toMatchObject({ status: 404 });
  });

  it('while an answer is written is refused, and drops nothing', async () => {
    const { threadId } = await server.alice.createThread('Hello');
    const before = await server.alice.items(threadId);
    responder.onAction = async function* (_thread, _action, _sender, context) {
      yield { type: 'progress_update', text: 'thinking' };
      await untilStopped(context);
    };
    const stream = await server.alice.open('threads.custom_action', {
      thread_id: threadId,
      action: { type: 'x' },
    });
    await stream.events.next();
    expect(await retry(threadId, before[0]!.id)).toMatchObject([{ type: 'error', allow_retry: true }]);
    expect(await server.alice.items(threadId)).toEqual(before);
    stream.leave();
  });
});
