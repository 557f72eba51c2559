import type { FailureBody } from '../../src/testing/client/answers.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { done } from '../../src/testing/events.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { startApp, type TestApp } from '../support/app.js';

interface Listed {
  data: { id: string; items?: unknown }[];
  has_more: boolean;
  after?: string;
}

describe('threads and their items', () => {
  const responder = new ScriptedResponder();
  let server: TestApp;
  beforeAll(async () => (server = await startApp({ responder, variables: { THREAD_PAGE_ROWS: '30' } })));
  afterAll(() => server.close());

  const list = async (type: 'threads.list' | 'items.list', params: object) =>
    (await server.alice.call<Listed>(type, params)).body;

  it('are opened with the message first [E51 E52]', async () => {
    responder.script = async function* (thread) {
      thread.title = 'Trip';
      yield done(assistantMessage(thread.id, 'Hi'));
    };
    const { threadId } = await server.alice.createThread('Hello');
    expect(await server.alice.thread(threadId)).toMatchObject({
      id: threadId,
      title: 'Trip',
      items: { data: [{ type: 'user_message' }, { type: 'assistant_message' }], has_more: false },
    });
  });

  it('are listed by twenties, the newest first, each without its items [E45 E46 E47 E50 E230]', async () => {
    const { bob } = server;
    responder.script = async function* () {};
    for (let made = 0; made < 25; made++) await bob.createThread(`${made}`);
    const page = async (params: object) => (await bob.call<Listed>('threads.list', params)).body;
    const first = await page({ limit: 20 });
    expect([first.data.length, first.has_more]).toEqual([20, true]);
    expect(first.after).toBe(first.data.at(-1)!.id);
    expect(first.data[0]).toMatchObject({ items: { data: [], has_more: false } });
    const rest = await page({ limit: 20, after: first.data.at(-1)!.id });
    expect([rest.data.length, rest.has_more, rest.after]).toEqual([5, false, undefined]);
    for (const limit of [undefined, null, 0]) expect(await page({ limit })).toEqual(first);
    const all = await page({ limit: 9_999 });
    expect(all.data).toEqual([...first.data, ...rest.data]);
    const ages = all.data.map(({ id }) => id);
    expect(ages).toEqual(ages.toSorted().reverse());
  });

  it('are listed by twenties, and opened as long as the setting says [E48 E49 Q3]', async () => {
    responder.script = async function* (thread) {
      for (let said = 0; said < 25; said++) yield done(assistantMessage(thread.id, `${said}`));
    };
    const { threadId } = await server.alice.createThread('Count');
    const first = await list('items.list', { thread_id: threadId });
    expect([first.data.length, first.has_more]).toEqual([20, true]);
    expect(first.data[0]).toMatchObject({ content: [{ text: '24' }] });
    const rest = await list('items.list', { thread_id: threadId, after: first.data.at(-1)!.id });
    expect([rest.data.length, rest.has_more]).toEqual([6, false]);
    expect((await server.alice.thread(threadId)).items.data).toHaveLength(26);
  });

  it('are renamed, to nothing too [E53 E231]', async () => {
    responder.script = async function* () {};
    const { threadId } = await server.alice.createThread('Hello');
    for (const title of ['Trip', '']) {
      const { body } = await server.alice.call('threads.update', { thread_id: threadId, title });
      expect(body).toMatchObject({ id: threadId, title, items: { data: [] } });
      expect((await server.alice.thread(threadId)).title).toBe(title);
    }
    const title = 'x'.repeat(501);
    const { status, body } = await server.alice.call<FailureBody>('threads.update', {
      thread_id: threadId,
      title,
    });
    expect([status, body.code]).toEqual([413, 'over_limit']);
  });

  it('are gone when they are deleted [E54 E55]', async () => {
    const { threadId } = await server.alice.createThread('Hello');
    expect((await server.alice.call('threads.delete', { thread_id: threadId })).body).toEqual({});
    const { status, body } = await server.alice.call<FailureBody>('threads.get_by_id', {
      thread_id: threadId,
    });
    expect([status, body.message]).toEqual([404, 'There is no such thread.']);
  });

  it('that are not there are 404, not an empty page [Q42]', async () => {
    const { status } = await server.alice.call('items.list', { thread_id: 'thr_none' });
    expect(status).toBe(404);
  });
});
