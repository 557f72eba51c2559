import { ChatKitTestClient } from '../../src/testing/client/chatkit-test-client.js';
import { assistantMessage, newPerson } from '../../src/testing/builders.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { done } from '../../src/testing/events.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { itemOfEachType } from '../../src/testing/store/every-item.js';
import { isHidden } from '../../src/protocol/items.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';

describe('the lists that a client reads', () => {
  const store = new MemoryThreadStore();
  const responder = new ScriptedResponder();
  const server = new DelegatingServer(responder, { store });
  let client: ChatKitTestClient;
  let principal: { userId: string };

  beforeEach(() => {
    principal = newPerson();
    client = ChatKitTestClient.of(server, { principal });
    responder.script = async function* () {};
  });
  afterAll(() => server.drain(0));

  it('hold two messages and two answers after two turns, newest first [E18 E19]', async () => {
    responder.script = async function* ({ id }) {
      yield done(assistantMessage(id, 'An answer.'));
    };
    const { threadId } = await client.createThread('One');
    await client.say(threadId, 'Two');
    const turns = ['user_message', 'assistant_message', 'user_message', 'assistant_message'];
    expect((await client.items(threadId)).map(({ type }) => type)).toEqual(turns);
    const { body } = await client.call('items.list', { thread_id: threadId });
    expect(body.data.map(({ id }) => id)).toEqual(
      (await client.items(threadId)).map(({ id }) => id).reverse(),
    );
    expect(body.data.map(({ type }) => type)).toEqual(turns.toReversed());
  });

  it('give 25 threads as 20 and 5, newest first, without being told a number [E45 E46 E47 E50]', async () => {
    const made: string[] = [];
    for (let count = 0; count < 25; count++) made.unshift((await client.createThread(`${count}`)).threadId);
    const { body: first } = await client.call('threads.list', {});
    expect(first.data.map(({ id }) => id)).toEqual(made.slice(0, 20));
    expect(first).toMatchObject({ has_more: true, after: made[19] });
    const { body: explicit } = await client.call('threads.list', { limit: 20, order: 'desc' });
    expect(explicit).toEqual(first);
    const { body: rest } = await client.call('threads.list', { limit: 20, after: made[19] });
    expect(rest.data.map(({ id }) => id)).toEqual(made.slice(20));
    expect(rest.has_more).toBe(false);
    expect(rest).not.toHaveProperty('after');
  });

  it('give 26 items as 20 and 6, newest first, without being told a number [E48 E49]', async () => {
    responder.script = async function* ({ id }) {
      for (let count = 0; count < 25; count++) yield done(assistantMessage(id, `${count}`));
    };
    const { threadId: thread_id } = await client.createThread('Count');
    const newestFirst = (await client.items(thread_id)).map(({ id }) => id).reverse();
    const { body: first } = await client.call('items.list', { thread_id });
    expect(first.data.map(({ id }) => id)).toEqual(newestFirst.slice(0, 20));
    expect(first).toMatchObject({ has_more: true, after: newestFirst[19] });
    const { body: rest } = await client.call('items.list', { thread_id, after: newestFirst[19] });
    expect(rest.data.map(({ id }) => id)).toEqual(newestFirst.slice(20));
    expect(rest.data).toHaveLength(6);
    expect(rest.has_more).toBe(false);
    expect(rest).not.toHaveProperty('after');
  });

  it('open a thread with its title and its items, oldest first [E51 E52]', async () => {
    responder.script = async function* (thread) {
      thread.title = 'Named';
      yield done(assistantMessage(thread.id, 'An answer.'));
    };
    const { threadId } = await client.createThread('Hello');
    const thread = await client.thread(threadId);
    expect(thread).toMatchObject({ id: threadId, title: 'Named' });
    expect(thread.items.data.map(({ type }) => type)).toEqual(['user_message', 'assistant_message']);
    expect(thread.items.data[0]).toMatchObject({ content: [{ text: 'Hello' }] });
  });

  it('are full without what is hidden, and go on after it [Q1 Q2 E229]', async () => {
    const { threadId: thread_id } = await client.createThread('Hello');
    const [question] = await client.items(thread_id);
    const items = Array.from({ length: 8 }, () => itemOfEachType(thread_id)).flat();
    for (const item of items) await store.addThreadItem(thread_id, item, principal);
    const visible = [question!, ...items.filter((item) => !isHidden(item))].map(({ id }) => id);
    const { body } = await client.call('items.list', { thread_id, order: 'asc' });
    expect(body.data.map(({ id }) => id)).toEqual(visible.slice(0, 20));
    expect((await client.thread(thread_id)).items.data.map(({ id }) => id)).toEqual(visible.slice(0, 20));
    const hidden = items.findIndex(isHidden);
    const { body: after } = await client.call('items.list', {
      thread_id,
      order: 'asc',
      after: items[hidden]!.id,
    });
    const following = items.slice(hidden).filter((item) => !isHidden(item));
    expect(after.data.map(({ id }) => id)).toEqual(following.slice(0, 20).map(({ id }) => id));
  });
});
