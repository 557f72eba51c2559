import { DataSource } from 'typeorm';
import { newId } from '../../../src/protocol/ids.js';
import { hiddenNote } from '../../../src/testing/builders.js';
import { ThreadStore } from '../../../src/turns/thread-store.js';
import { startApp, type TestApp } from '../../support/app.js';
import { countStatements } from '../../support/count-statements.js';
import { RestClient } from '../../support/rest-client.js';

interface Row {
  id: string;
  title?: string;
  external_id?: string;
  archived: boolean;
  metadata: object;
  message_count: number;
  last_message_at?: string;
}
interface Rows {
  data: Row[];
  has_more: boolean;
  after?: string;
}

let server: TestApp;
let alice: RestClient;
let bob: RestClient;
const threads = '/api/chatkit/threads';
const unnamed = (body: object) => ({ ...body, requestId: undefined });

beforeAll(async () => {
  server = await startApp();
  [alice, bob] = [RestClient.of(server.alice), RestClient.of(server.bob)];
});
afterAll(() => server.close());

const create = async (body: object = {}) => (await alice.send<Row>('POST', threads, body)).body;
const list = async (query = '') => (await alice.get<Rows>(threads + query)).body;

describe('GET /api/chatkit/threads (row 66)', () => {
  it('gives pages, newest first, each row with its counts', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.unshift((await create({ title: `Trip ${n}` })).id);
    const said = await server.alice.createThread('What can you do?');
    const first = await list('?limit=2');
    expect(first.data.map(({ id }) => id)).toEqual([said.threadId, ids[0]]);
    expect(first).toMatchObject({ has_more: true, after: ids[0] });
    expect(first.data[0]).toMatchObject({ message_count: 2, last_message_at: expect.any(String) });
    expect(first.data[1]).toMatchObject({ message_count: 0, title: 'Trip 2', metadata: {} });
    const second = await list(`?limit=2&after=${first.after}`);
    expect(second.data.map(({ id }) => id)).toEqual(ids.slice(1));
  });

  it('reads a page in one statement, however many threads are on it (row 116)', async () => {
    const count = countStatements(server.app.get(DataSource));
    await list('?limit=3');
    expect(count()).toBe(1);
  });

  it('finds by words, status and archive (rows 95, 98, 167)', async () => {
    const { id } = await create({ title: 'Zeppelin rides' });
    expect((await list('?q=zeppelin')).data.map((row) => row.id)).toEqual([id]);
    expect((await list('?q=zeppelin&status=closed')).data).toEqual([]);
    await alice.send('PATCH', `${threads}/${id}`, { archived: true });
    expect((await list('?q=zeppelin')).data).toEqual([]);
    expect((await list('?q=zeppelin&archived=true')).data).toMatchObject([{ id, archived: true }]);
    expect((await list('?q=zeppelin&archived=any')).data).toHaveLength(1);
    expect((await server.alice.call('threads.list', {})).body.data.map((row) => row.id)).not.toContain(id);
  });

  it.each([
    ['?limit=many', 'limit'],
    ['?limit=0', 'limit'],
    ['?status=open', 'status'],
    ['?archived=yes', 'archived'],
    ['?q=', 'q'],
    ['?sort=asc', 'sort'],
  ])('refuses %s, and names the field', async (query, path) => {
    const { status, body } = await alice.get<{ details: { path: string }[] }>(threads + query);
    expect([status, body.details.map((fault) => fault.path)]).toEqual([400, [path]]);
  });

  it('knows nobody else’s cursor', async () => {
    const { id } = await create();
    const foreign = await bob.get<object>(`${threads}?after=${id}`);
    expect(foreign.status).toBe(404);
    expect(unnamed(foreign.body)).toEqual(
      unnamed((await bob.get<object>(`${threads}?after=thr_never`)).body),
    );
  });
});

describe('POST /api/chatkit/threads (rows 67, 161)', () => {
  it('makes a thread once for an external id', async () => {
    const first = await alice.send<Row>('POST', threads, { external_id: 'crm-1', metadata: { a: 'b' } });
    const again = await alice.send<Row>('POST', threads, { external_id: 'crm-1', title: 'Other' });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(first.body.id).toMatch(/^thr_[0-9a-f]{32}$/);
    expect(again.body).toEqual(first.body);
    expect(first.body).toMatchObject({ external_id: 'crm-1', metadata: { a: 'b' }, archived: false });
    expect((await bob.send('POST', threads, { external_id: 'crm-1' })).status).toBe(201);
  });

  it.each([
    [{ title: 5 }, 400, 'title'],
    [{ metadata: { a: 1 } }, 400, 'metadata'],
    [{ metadata: 'a' }, 400, 'metadata'],
    [{ external_id: '' }, 400, 'external_id'],
    [{ owner_id: 'bob' }, 400, 'owner_id'],
    [[], 400, ''],
  ])('refuses %j and makes nothing', async (body, status, path) => {
    const before = (await list('?archived=any')).data[0]!.id;
    const answer = await alice.send<{ details: { path: string }[] }>('POST', threads, body);
    expect(answer.status).toBe(status);
    if (path !== '') expect(answer.body.details[0]!.path).toBe(path);
    expect((await list('?archived=any')).data[0]!.id).toBe(before);
  });

  it('has the bounds of the protocol for titles and bodies', async () => {
    expect((await alice.send('POST', threads, { title: 'x'.repeat(501) })).status).toBe(413);
    const text = await alice.raw('POST', threads, 'title=x', { 'content-type': 'text/plain' });
    expect(text.status).toBe(415);
    expect((await alice.raw('POST', threads, '{"title":')).status).toBe(400);
    expect((await alice.raw('POST', threads, '['.repeat(100))).status).toBe(400);
  });
});

describe('GET /api/chatkit/threads/{id} (row 68)', () => {
  it('gives what was said in order, page by page, and nothing hidden', async () => {
    const { threadId } = await server.alice.createThread('Add a task to buy groceries');
    await server.app
      .get(ThreadStore, { strict: false })
      .addThreadItem(threadId, hiddenNote(threadId, 'between us'), { userId: 'alice' });
    const all = await alice.get<Row & { items: { data: unknown[] } }>(`${threads}/${threadId}`);
    expect(all.body.items.data).toEqual(await server.alice.items(threadId));
    expect(JSON.stringify(all.body)).not.toContain('between us');
    const page = await alice.get<{ items: { data: unknown[]; after: string; has_more: boolean } }>(
      `${threads}/${threadId}?limit=1`,
    );
    const rest = await alice.get<{ items: { data: unknown[] } }>(
      `${threads}/${threadId}?after=${page.body.items.after}`,
    );
    expect([...page.body.items.data, ...rest.body.items.data]).toEqual(all.body.items.data);
  });

  it('answers 304 while nothing has changed', async () => {
    const { id } = await create({ title: 'Same' });
    const first = await alice.get(`${threads}/${id}`);
    const etag = first.headers.get('etag')!;
    const same = await alice.raw('GET', `${threads}/${id}`, undefined, { 'if-none-match': etag });
    expect([same.status, await same.text()]).toEqual([304, '']);
    await alice.send('PATCH', `${threads}/${id}`, { title: 'Other' });
    const other = await alice.raw('GET', `${threads}/${id}`, undefined, { 'if-none-match': etag });
    expect(other.status).toBe(200);
    expect(other.headers.get('etag')).not.toBe(etag);
  });
});

describe('PATCH and DELETE /api/chatkit/threads/{id} (rows 56, 95)', () => {
  it('change what is sent, and take a title away', async () => {
    const { id } = await create({ title: 'One', metadata: { a: 'b' } });
    const path = `${threads}/${id}`;
    const { body } = await alice.send<Row>('PATCH', path, { title: 'Two', archived: true });
    expect(body).toMatchObject({ title: 'Two', archived: true, metadata: { a: 'b' } });
    expect((await alice.send<Row>('PATCH', path, { title: null })).body).not.toHaveProperty('title');
    expect((await alice.send('PATCH', path, { archived: 'no' })).status).toBe(400);
    expect((await alice.raw('DELETE', path)).status).toBe(204);
    expect((await alice.raw('DELETE', path)).status).toBe(404);
    expect((await alice.get(path)).status).toBe(404);
  });

  it('know nothing of other people’s threads (row 14)', async () => {
    const { id } = await create({ title: 'Mine' });
    for (const [method, body] of [['GET'], ['PATCH', '{"title":"x"}'], ['DELETE']] as const) {
      const foreign = await bob.raw(method, `${threads}/${id}`, body);
      const unknown = await bob.raw(method, `${threads}/${newId('thread')}`, body);
      expect([foreign.status, unknown.status]).toEqual([404, 404]);
      expect(unnamed((await foreign.json()) as object)).toEqual(unnamed((await unknown.json()) as object));
    }
    expect((await alice.get<Row>(`${threads}/${id}`)).body.title).toBe('Mine');
  });
});
