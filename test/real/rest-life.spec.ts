import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ThreadItem } from '../../src/protocol/items.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { eventually } from '../support/eventually.js';
import { RestClient } from '../support/rest-client.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';

// Plain HTTP clients of servers that come and go.

const messages = '/api/chatkit/messages';
const question = 'What can you do?';

interface Answer {
  thread_id: string;
  response: string;
  items: ThreadItem[];
}
interface Page<Row> {
  data: Row[];
}

let dataDir: string;
let server: ServerProcess;
beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'chatkit-rest-'))));
afterEach(async () => {
  await server.dispose();
  await rm(dataDir, { recursive: true, force: true });
});

/** A server on the same data as the one before it, with alice as its client. */
async function start(settings: Record<string, string>): Promise<RestClient> {
  server = await startServerProcess({ DATA_DIR: dataDir, ...settings });
  return RestClient.of(await ChatKitClient.as(server.url, 'alice'));
}

const itemsOf = async (client: RestClient, threadId: string) =>
  (await client.get<{ items: Page<ThreadItem> }>(`/api/chatkit/threads/${threadId}`)).body.items.data;
const sayings = (items: ThreadItem[]) => items.map(({ type, id }) => [type, id]);

it('finds its history after a restart, and goes on in it (rows 80, 109)', async () => {
  const before = await start({ DEMO_DELAY_MS: '0' });
  const { body: first } = await before.send<Answer>('POST', messages, { message: question });
  const chat = { message: 'Add a task to buy tea', conversation_id: 7 };
  expect((await before.send('POST', '/api/alice/chat', chat)).status).toBe(200);
  const thread = await before.get(`/api/chatkit/threads/${first.thread_id}`);
  const threads = await before.get<Page<{ id: string }>>('/api/chatkit/threads');
  const legacy = await before.get<{ messages: unknown[] }>('/api/alice/conversations/7');
  expect([threads.body.data.length, legacy.body.messages.length]).toEqual([2, 2]);
  expect(await server.end('SIGTERM')).toBe(0);

  const after = await start({ DEMO_DELAY_MS: '0' });
  expect((await after.get(`/api/chatkit/threads/${first.thread_id}`)).body).toEqual(thread.body);
  expect((await after.get('/api/chatkit/threads')).body).toEqual(threads.body);
  expect((await after.get('/api/alice/conversations/7')).body).toEqual(legacy.body);
  const more = { thread_id: first.thread_id, message: question };
  const { status, body } = await after.send<Answer>('POST', messages, more);
  // The demo model introduces itself once in a thread: it was given what was said before the restart.
  const introduction = 'offline demo model';
  expect([status, body.response.length > 0]).toEqual([200, true]);
  expect([first.response.includes(introduction), body.response.includes(introduction)]).toEqual([
    true,
    false,
  ]);
  expect(sayings(await itemsOf(after, first.thread_id))).toEqual(sayings([...first.items, ...body.items]));
});

it('that leaves finds its whole answer later, where TURN_ON_DISCONNECT=finish', async () => {
  const alice = await start({ DEMO_DELAY_MS: '20', TURN_ON_DISCONNECT: 'finish' });
  const { body: whole } = await alice.send<Answer>('POST', messages, { message: question });
  const { body: thread } = await alice.send<{ id: string }>('POST', '/api/chatkit/threads', {});
  const leaving = new AbortController();
  const left = alice
    .raw('POST', messages, JSON.stringify({ thread_id: thread.id, message: question }), {}, leaving.signal)
    .then(
      () => 'answered',
      () => 'left',
    );
  await eventually(async () => expect(await itemsOf(alice, thread.id)).toHaveLength(1));
  leaving.abort();
  expect(await left).toBe('left');
  await eventually(() => expect(server.log()).toContain('request left by its client'));
  const types = whole.items.map(({ type }) => type);
  const items = await eventually(async () => {
    const found = await itemsOf(alice, thread.id);
    expect(found.map(({ type }) => type)).toEqual(types);
    return found;
  }, 30_000);
  const said = (all: ThreadItem[]) =>
    all.flatMap((item) => (item.type === 'assistant_message' ? item.content : []));
  expect(said(items)).toEqual(said(whole.items));
});
