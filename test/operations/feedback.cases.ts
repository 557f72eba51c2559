import { assistantMessage } from '../../src/testing/builders.js';
import { done } from '../../src/testing/events.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { startApp, type TestApp } from '../support/app.js';
import { hiddenNote, widget } from '../support/known-items.js';

describe('feedback', () => {
  const responder = new ScriptedResponder();
  const told: unknown[][] = [];
  let server: TestApp;
  beforeAll(async () => (server = await startApp({ responder })));
  afterAll(() => server.close());
  beforeEach(() => {
    told.length = 0;
    responder.onFeedback = async (threadId, itemIds, kind) => void told.push([threadId, itemIds, kind]);
    responder.script = async function* (thread) {
      yield done(assistantMessage(thread.id, 'Like this', { id: 'msg_answer' }));
      yield done(widget(thread.id));
      yield done(hiddenNote(thread.id));
    };
  });

  const give = (threadId: string, item_ids: string[], kind: string, who = server.alice) =>
    who.call('items.feedback', { thread_id: threadId, item_ids, kind });
  const kept = async (threadId: string) =>
    Object.fromEntries(
      (await server.app.get(ThreadStore).loadFeedback(threadId, { userId: 'alice' })).map(
        ({ item_id, kind }) => [item_id, kind],
      ),
    );

  it('is kept for each item, and told to the hook [E73 E74]', async () => {
    const { threadId } = await server.alice.createThread('How?');
    expect(await give(threadId, ['msg_answer'], 'positive')).toMatchObject({ status: 200, body: {} });
    await give(threadId, ['msg_widget'], 'negative');
    expect(told).toEqual([
      [threadId, ['msg_answer'], 'positive'],
      [threadId, ['msg_widget'], 'negative'],
    ]);
    expect(await kept(threadId)).toEqual({ msg_answer: 'positive', msg_widget: 'negative' });
  });

  it('can flip: the last word counts [E75]', async () => {
    const { threadId } = await server.alice.createThread('How?');
    await give(threadId, ['msg_answer', 'msg_widget', 'msg_answer'], 'positive');
    await give(threadId, ['msg_answer'], 'negative');
    expect(told.map(([, , kind]) => kind)).toEqual(['positive', 'negative']);
    expect(await kept(threadId)).toEqual({ msg_answer: 'negative', msg_widget: 'positive' });
  });

  it('on what is not there, or hidden, is 404 and keeps nothing of the rest', async () => {
    const { threadId } = await server.alice.createThread('How?');
    for (const id of ['msg_none', 'msg_hidden']) {
      expect(await give(threadId, ['msg_answer', id], 'positive')).toMatchObject({ status: 404 });
    }
    expect(await kept(threadId)).toEqual({});
    expect(told).toEqual([]);
  });

  it("on somebody else's thread is 404, also for no items at all [Q41]", async () => {
    const { threadId } = await server.alice.createThread('How?');
    expect(await give(threadId, ['msg_answer'], 'positive', server.bob)).toMatchObject({ status: 404 });
    expect(await give(threadId, [], 'positive', server.bob)).toMatchObject({ status: 404 });
    expect(await give(threadId, [], 'positive')).toMatchObject({ status: 200 });
    expect(await kept(threadId)).toEqual({});
  });
});
