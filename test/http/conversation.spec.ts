import { DataSource } from 'typeorm';
import { foldItems } from '../../src/protocol/fold.js';
import { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import type { Page } from '../../src/protocol/page.js';
import { Thread } from '../../src/protocol/thread.js';
import { startApp, type TestApp } from '../support/app.js';
import { textOf, typesOf, type FailureBody } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';

describe('a conversation with the bundled assistant', () => {
  let server: TestApp;
  beforeAll(async () => (server = await startApp()));
  afterAll(() => server.close());

  const tasksOf = (owner: string) =>
    server.app
      .get(DataSource)
      .query<{ number: number; title: string; status: string }[]>(
        'select number, title, status from tasks where owner_id = $1 order by number',
        [owner],
      );

  it('adds a task and says so, in a stream (rows 21, 24, 35, 41, 81, 120, 178)', async () => {
    const { threadId, events } = await server.alice.createThread('Add a task to buy groceries');
    expect(typesOf(events).slice(0, 3)).toEqual(['thread.created', 'thread.item.done', 'stream_options']);
    expect(events.filter(({ type }) => type === 'thread.updated')).toMatchObject([
      { thread: { title: 'Add a task to buy groceries' } },
    ]);
    expect(textOf(events)).toMatch(/groceries/i);
    expect(textOf(events)).toMatch(/demo/i);
    expect(await tasksOf('alice')).toEqual([
      expect.objectContaining({ title: expect.stringMatching(/buy groceries/i), status: 'pending' }),
    ]);
    expect((await server.alice.items(threadId)).map(({ type }) => type)).toEqual([
      'user_message',
      'workflow',
      'assistant_message',
    ]);
  });

  it('goes on in the same thread, and says only once that it is the demo (row 16)', async () => {
    const { threadId } = await server.alice.createThread("What's on my list?");
    const events = await server.alice.say(threadId, 'mark groceries as done');
    expect(textOf(events)).not.toMatch(/demo/i);
    expect(await tasksOf('alice')).toEqual([expect.objectContaining({ status: 'completed' })]);
    expect((await server.alice.items(threadId)).filter(({ type }) => type === 'user_message')).toHaveLength(
      2,
    );
  });

  it('streams its text in several deltas (row 108)', async () => {
    const { events } = await server.alice.createThread('What can you do?');
    const deltas = events.filter((event) => event.type === 'thread.item.updated' && 'delta' in event.update);
    expect(deltas.length).toBeGreaterThan(5);
  });

  it('sends only what the protocol knows', async () => {
    const { events } = await server.alice.createThread('remind me to call mum');
    for (const event of events) expect(ThreadStreamEvent.parse(event)).toEqual(event);
  });

  it('streams what it stores: folded events equal the list of items (row 187)', async () => {
    const { threadId, events } = await server.alice.createThread('Add a task to water the plants');
    const before = events.reduce<ThreadItem[]>(foldItems, []);
    expect(before).toEqual(await server.alice.items(threadId));
    const more = await server.alice.say(threadId, 'what is left?');
    expect(more.reduce<ThreadItem[]>(foldItems, before)).toEqual(await server.alice.items(threadId));
  });

  it('names the turn in a header', async () => {
    const stream = await server.alice.open('threads.create', userInput('Hi'));
    expect(stream.headers.get('chatkit-turn-id')).toMatch(/^trn_/);
    for await (const _ of stream.events);
  });

  it('serves the same protocol under /api/chatkit (rows 2, 136)', async () => {
    const response = await fetch(`${server.url}/api/chatkit`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.alice.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'threads.list', params: {} }),
    });
    expect(response.status).toBe(200);
  });
});

describe('the operations on threads', () => {
  let server: TestApp;
  beforeAll(async () => (server = await startApp()));
  afterAll(() => server.close());

  it('give a thread with its oldest items first (rows 36, 68)', async () => {
    const { threadId } = await server.alice.createThread('Hello');
    const { status, body } = await server.alice.call<Thread>('threads.get_by_id', { thread_id: threadId });
    expect(status).toBe(200);
    expect(Thread.parse(body)).toEqual(body);
    expect(body.items.data[0]?.type).toBe('user_message');
    expect(body.title).toBe('Hello');
  });

  it('list threads newest first, without items, page by page (rows 48, 66)', async () => {
    const ids: string[] = [];
    for (const text of ['one', 'two', 'three']) ids.push((await server.bob.createThread(text)).threadId);
    const { body: first } = await server.bob.call<Page<Thread>>('threads.list', { limit: 2 });
    expect(first).toMatchObject({ has_more: true, after: ids[1] });
    expect(first.data.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect(first.data[0]!.items).toEqual({ data: [], has_more: false });
    const { body: rest } = await server.bob.call('threads.list', { limit: 2, after: first.after });
    expect(rest).toEqual({ data: [expect.objectContaining({ id: ids[0] })], has_more: false });
  });

  it('take the widget’s limit of 9999, and its cursors by id', async () => {
    const { body } = await server.bob.call<Page<Thread>>('threads.list', { limit: 9999, order: 'desc' });
    expect(body.data).toHaveLength(3);
    const after = body.data[0]!.id;
    expect((await server.bob.call<Page<Thread>>('threads.list', { after })).body.data).toHaveLength(2);
  });

  it('page items both ways; an unknown cursor is not found (row 25)', async () => {
    const { threadId } = await server.alice.createThread('Hello');
    await server.alice.say(threadId, 'thanks');
    const all = await server.alice.items(threadId);
    const page = (params: object) =>
      server.alice.call<Page<ThreadItem>>('items.list', { thread_id: threadId, ...params });
    const { body } = await page({ limit: 2 });
    expect(body.data).toEqual(all.slice(-2).reverse());
    const { body: next } = await page({ limit: '2', order: 'asc', after: all[0]!.id });
    expect(next.data).toEqual(all.slice(1, 3));
    expect((await page({ after: 'msg_unknown' })).status).toBe(404);
  });

  it('rename a thread, to nothing too (rows 99, 48)', async () => {
    const { threadId } = await server.alice.createThread('Hello');
    for (const title of ['Groceries', '', '\uFEFFa\0\ud800😀']) {
      const { body } = await server.alice.call('threads.update', { thread_id: threadId, title });
      expect(body.title).toBe(
        title.replace('\uFEFF', '').replace('\0', '\uFFFD').replace('\ud800', '\uFFFD'),
      );
      expect((await server.alice.thread(threadId)).title).toBe(body.title);
    }
  });

  it('keep the name that a person gave', async () => {
    const { threadId } = await server.alice.createThread('Hello');
    await server.alice.call('threads.update', { thread_id: threadId, title: '' });
    await server.alice.say(threadId, 'thanks');
    expect((await server.alice.thread(threadId)).title).toBe('');
  });

  it('delete a thread for good (row 95)', async () => {
    const { threadId } = await server.alice.createThread('Hello');
    const { status, body } = await server.alice.call('threads.delete', { thread_id: threadId });
    expect([status, body]).toEqual([200, {}]);
    expect((await server.alice.call('threads.get_by_id', { thread_id: threadId })).status).toBe(404);
    expect((await server.alice.call('threads.delete', { thread_id: threadId })).status).toBe(404);
  });
});

describe('what the bundled assistant has no hook for', () => {
  let server: TestApp;
  beforeAll(async () => (server = await startApp({ variables: { ATTACHMENTS: 'off' } })));
  afterAll(() => server.close());

  it('says so: in the stream where the operation streams, as 501 where it does not [E82 E84]', async () => {
    const { threadId } = await server.alice.createThread('Hello');
    const action = { type: 'go' };
    const here = { thread_id: threadId };
    expect((await server.alice.stream('threads.custom_action', { ...here, action })).at(-1)).toEqual({
      type: 'error',
      code: 'custom',
      message: 'The action "go" is not available on this server.',
      allow_retry: false,
    });
    for (const [type, params, message] of [
      ['threads.sync_custom_action', { ...here, action }, 'The action "go" is'],
      ['attachments.create', { name: 'a', size: 1, mime_type: 'text/plain' }, 'Attachments are'],
      ['attachments.delete', { attachment_id: 'atc_1' }, 'Attachments are'],
      ['input.transcribe', { audio_base64: '', mime_type: 'audio/webm' }, 'Dictation is'],
    ] as const) {
      const { status, body } = await server.alice.call<FailureBody>(type, params);
      expect([status, body.code]).toEqual([501, 'not_available']);
      expect(body.message).toBe(`${message} not available on this server.`);
    }
    expect(await server.alice.items(threadId)).toHaveLength(2);
  });
});
