import { DataSource } from 'typeorm';
import { newId } from '../../src/protocol/ids.js';
import type { OperationType } from '../../src/protocol/requests.js';
import { startApp, type TestApp } from '../support/app.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { rowSums } from '../support/row-sums.js';

let server: TestApp;
let threadId: string;
let itemId: string;

beforeAll(async () => {
  server = await startApp();
  ({ threadId } = await server.alice.createThread('Add a task to buy groceries'));
  itemId = (await server.alice.items(threadId))[0]!.id;
});
afterAll(() => server.close());

/** Every operation that names a thread, with parameters that work for its owner. */
const onThread: [OperationType, (thread_id: string) => object][] = [
  ['threads.get_by_id', (thread_id) => ({ thread_id })],
  ['threads.update', (thread_id) => ({ thread_id, title: 'Mine' })],
  ['threads.add_user_message', (thread_id) => ({ thread_id, ...userInput('Hi') })],
  ['items.list', (thread_id) => ({ thread_id })],
  ['threads.add_client_tool_output', (thread_id) => ({ thread_id, result: {} })],
  ['threads.add_structured_input', (thread_id) => ({ thread_id, item_id: itemId, input: {} })],
  ['threads.retry_after_item', (thread_id) => ({ thread_id, item_id: itemId })],
  ['threads.custom_action', (thread_id) => ({ thread_id, action: { type: 'go' } })],
  ['threads.sync_custom_action', (thread_id) => ({ thread_id, action: { type: 'go' } })],
  ['items.feedback', (thread_id) => ({ thread_id, item_ids: [itemId], kind: 'positive' })],
  ['threads.delete', (thread_id) => ({ thread_id })],
];

const withoutRequestId = (body: object) => ({ ...body, requestId: undefined });

describe('another person’s thread (rows 14, 77, 78, 171)', () => {
  it.each(onThread)('is unknown to %s: 404, in the words for an id that never was', async (type, params) => {
    const before = await rowSums(server.app.get(DataSource));
    const foreign = await server.bob.call(type, params(threadId));
    const unknown = await server.bob.call(type, params(newId('thread')));
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    expect(foreign.headers.get('content-type')).toContain('application/json');
    expect(withoutRequestId(foreign.body)).toEqual(withoutRequestId(unknown.body));
    expect(withoutRequestId(foreign.body)).toEqual({
      statusCode: 404,
      error: 'Not Found',
      message: 'There is no such thread.',
      code: 'not_found',
    });
    expect(await rowSums(server.app.get(DataSource))).toEqual(before);
  });

  it.each(onThread.slice(0, 4))('is there for its owner in %s', async (type, params) => {
    const response = await server.alice.post(JSON.stringify({ type, params: params(threadId) }));
    expect(response.status).toBe(200);
    await response.text();
  });

  it('is in no list of anybody else, nor usable as a cursor', async () => {
    expect((await server.bob.call('threads.list', {})).body).toEqual({ data: [], has_more: false });
    const foreign = await server.bob.call('threads.list', { after: threadId });
    const unknown = await server.bob.call('threads.list', { after: 'thr_never' });
    expect(foreign.status).toBe(404);
    expect(withoutRequestId(foreign.body)).toEqual(withoutRequestId(unknown.body));
    expect((await server.alice.call('threads.list', { after: threadId })).status).toBe(200);
  });

  it('lends no item to a thread of one’s own', async () => {
    const { threadId: own } = await server.bob.createThread('Hi');
    const { status } = await server.bob.call('items.list', { thread_id: own, after: itemId });
    expect(status).toBe(404);
  });

  it('gives its tasks to nobody else', async () => {
    await server.bob.createThread("What's on my list?");
    const rows = await server.app
      .get(DataSource)
      .query<{ owner_id: string }[]>('select distinct owner_id from tasks');
    expect(rows).toEqual([{ owner_id: 'alice' }]);
  });
});

describe('a caller without a valid token (rows 13, 20, 32)', () => {
  const list = JSON.stringify({ type: 'threads.list', params: {} });

  it.each([
    ['no token', undefined, 'missing'],
    ['no JWT', 'nonsense', 'opaque'],
    ['a tampered token', 'tampered', 'bad_signature'],
  ])('is told what is wrong with %s', async (_name, token, reason) => {
    const sent = token === 'tampered' ? `${server.alice.token!.slice(0, -4)}AAAA` : token;
    const response = await new ChatKitClient(server.url, sent).post(list);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer( error="invalid_token", |$)/);
    expect(await response.json()).toMatchObject({ statusCode: 401, reason, code: 'unauthorized' });
  });

  it('is refused before the body is read', async () => {
    const response = await new ChatKitClient(server.url, undefined).post('{'.repeat(100_000));
    expect(response.status).toBe(401);
  });
});
