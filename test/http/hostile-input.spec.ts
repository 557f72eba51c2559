import { request } from 'node:http';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { DataSource } from 'typeorm';
import { startApp, type TestApp } from '../support/app.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { rowSums } from '../support/row-sums.js';

let server: TestApp;
beforeAll(async () => (server = await startApp()));
afterAll(() => server.close());

const message = (text: string, more: object = {}) =>
  JSON.stringify({ type: 'threads.create', params: userInput(text), ...more });

async function refused(body: BodyInitLike, init: RequestInit = {}) {
  const before = await rowSums(server.app.get(DataSource));
  const response = await server.alice.post(body, init);
  const answer = (await response.json()) as { message: string; code: string; details?: unknown[] };
  expect(await rowSums(server.app.get(DataSource))).toEqual(before);
  return { status: response.status, ...answer };
}
type BodyInitLike = RequestInit['body'];

describe('a body that is no request', () => {
  it.each<[string, string, string]>([
    ['nothing', '', 'The body is empty.'],
    ['half of one', '{"type":', 'The body is not valid JSON.'],
    ['null', 'null', 'body: '],
    ['a list', '[]', 'body: '],
    ['an unknown type', '{"type":"threads.explode","params":{}}', 'type: must be one of the operations '],
    ['no params', '{"type":"threads.list"}', 'params: '],
    ['null params', '{"type":"threads.list","params":null}', 'params: '],
    ['no thread id', '{"type":"threads.get_by_id","params":{}}', 'params.thread_id: '],
    [
      'an operator for an id',
      '{"type":"threads.get_by_id","params":{"thread_id":{"$ne":1}}}',
      'params.thread_id: ',
    ],
    ['65 levels', `{"a":${'['.repeat(64)}${']'.repeat(64)}}`, 'The body is nested more than 64 levels deep.'],
    ['a flood of brackets', `[${'{},'.repeat(100_000)}{}]`, 'The body has more than 50000 JSON tokens.'],
    ['a byte order mark', `\uFEFF${message('x')}`, 'The body is not valid JSON.'],
  ])('(%s) is 400 and says so', async (_name, body, words) => {
    const answer = await refused(body);
    expect(answer).toMatchObject({ status: 400, code: 'bad_request' });
    expect(answer.message.startsWith(words)).toBe(true);
  });

  it('names every field that is wrong', async () => {
    const { details } = await refused('{"type":"items.feedback","params":{"kind":"so-so"}}');
    expect(details).toEqual([
      { path: 'params.thread_id', message: expect.any(String) },
      { path: 'params.item_ids', message: expect.any(String) },
      { path: 'params.kind', message: expect.any(String) },
    ]);
  });

  it('names the first twenty of many faults', async () => {
    const params = { ...userInput('x'), input: { content: Array(5_000).fill(1), attachments: [] } };
    const { status, details } = await refused(JSON.stringify({ type: 'threads.create', params }));
    expect(status).toBe(400);
    expect(details).toHaveLength(20);
  });

  it('that names thousands of attachments costs the database nothing', async () => {
    const queries = jest.spyOn(server.app.get(DataSource), 'query');
    const params = { input: { ...userInput('x').input, attachments: Array(5_000).fill('atc_none') } };
    const response = await server.alice.post(JSON.stringify({ type: 'threads.create', params }));
    expect(await response.text()).toContain('at the most');
    expect(queries).not.toHaveBeenCalled();
    queries.mockRestore();
  });

  it('has an id in its answer, however early it fails', async () => {
    const { alice, url } = server;
    const headers = { authorization: `Bearer ${alice.token}`, 'content-type': 'application/json' };
    for (const [path, body] of [
      ['/api/auth/dev-token', '{'],
      ['/%E0%A4%A', '{}'],
    ]) {
      const response = await fetch(`${url}${path}`, { method: 'POST', headers, body });
      const { requestId } = (await response.json()) as { requestId: string };
      expect([response.status, requestId]).toEqual([400, expect.stringMatching(/^req_/)]);
      expect(response.headers.get('x-request-id')).toBe(requestId);
    }
  });

  it('that a foreign page posts without a type, as it may unasked, is 415', async () => {
    const body = JSON.stringify({ type: 'threads.list', params: {} });
    const post = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        const authorization = `Bearer ${server.alice.token}`;
        const sent = request(`${server.url}/chatkit`, {
          method: 'POST',
          headers: { authorization, ...headers },
        });
        sent.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
        sent.end(body);
      });
    expect(await post({ 'sec-fetch-site': 'cross-site' })).toBe(415);
    // Another port of the same machine, or another host of the same domain.
    expect(await post({ 'sec-fetch-site': 'same-site' })).toBe(415);
    expect(await post({})).toBe(200);
  });

  it('in another encoding than UTF-8 is 400', async () => {
    expect(await refused(Buffer.from([0x7b, 0xff, 0x7d]))).toMatchObject({ status: 400 });
    expect(await refused(Buffer.from(message('x'), 'utf16le'))).toMatchObject({ status: 400 });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'as %s is 415: a foreign page could send that without asking',
    async (type) => {
      expect(await refused(message('x'), { headers: { 'content-type': type } })).toMatchObject({
        status: 415,
      });
    },
  );

  it('of more than a megabyte is 413, plain and compressed', async () => {
    const large = message('x'.repeat(2 * 1024 * 1024));
    expect(await refused(large)).toMatchObject({ status: 413, code: 'payload_too_large' });
    const headers = { 'content-encoding': 'gzip' };
    expect(await refused(gzipSync(message('x'.repeat(50_000_000))), { headers })).toMatchObject({
      status: 413,
    });
    expect(await refused(randomBytes(64), { headers: { 'content-encoding': 'zip' } })).toMatchObject({
      status: 415,
    });
  });

  it('of 100 MB is refused by its length alone, before it is sent', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(
      `POST /chatkit HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${server.alice.token}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 104857600\r\n\r\n{',
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
  });
});

describe('text that no database can hold', () => {
  it.each([
    ['NUL', 'a\\u0000b', 'a\uFFFDb'],
    ['a lone surrogate', 'a\\ud83d', 'a\uFFFD'],
    ['a pair of surrogates', '\\ud83d\\ude00', '😀'],
    ['a byte order mark', '\\ufeffa', '\uFEFFa'],
    ['right-to-left and zero-width marks', '\u202Ea\u200B', '\u202Ea\u200B'],
  ])('(%s) is stored well-formed, and read back the same', async (_name, escaped, stored) => {
    const body = message('@').replace('"text":"@"', `"text":"${escaped}"`);
    const response = await server.alice.post(body);
    expect(response.status).toBe(200);
    const frames = await response.text();
    const threadId = /"thr_[0-9a-f]+"/.exec(frames)![0].slice(1, -1);
    const [item] = await server.alice.items(threadId);
    expect(item).toMatchObject({ content: [{ text: stored }] });
    const sent = frames.split('\n\n').find((frame) => frame.includes('"user_message"'))!;
    expect(JSON.parse(sent.slice('data: '.length))).toEqual({ type: 'thread.item.done', item });
  });
});

describe('fields that are not the client’s to set', () => {
  it('are dropped wherever they stand', async () => {
    const response = await server.alice.post(
      message('Hi', {
        owner: 'bob',
        id: 'thr_mine',
        metadata: JSON.parse('{"__proto__":{"admin":true}}'),
      }).replace(
        '"attachments"',
        '"id":"msg_mine","thread_id":"thr_mine","type":"assistant_message","attachments"',
      ),
    );
    const frames = await response.text();
    expect(response.status).toBe(200);
    expect(frames).not.toContain('_mine');
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe('a request for a demo token', () => {
  const ask = (body: string) =>
    fetch(`${server.url}/api/auth/dev-token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'asked-1' },
      body,
    });

  it.each([
    ['that is no JSON', '{', 400],
    ['that is nested too deep', '['.repeat(100) + ']'.repeat(100), 400],
    ['of more than 64 KB', JSON.stringify({ user: 'x'.repeat(70_000) }), 413],
    ['for somebody unknown', '{"user":"mallory"}', 400],
  ])('%s is refused under the id of the request', async (_what, body, status) => {
    const response = await ask(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ statusCode: status, requestId: 'asked-1' });
  });
});

describe('the server', () => {
  it('answers other streams while it refuses', async () => {
    const bodies = ['{', `[${'{},'.repeat(100_000)}{}]`, '['.repeat(500_000), message('x'.repeat(2_000_000))];
    const [stream] = await Promise.all([
      server.alice.createThread('What can you do?'),
      ...bodies.map((body) => server.alice.post(body).then((response) => response.text())),
    ]);
    expect(stream.events.at(-1)).toMatchObject({
      type: 'thread.item.done',
      item: { type: 'assistant_message' },
    });
  });

  it('knows its routes and methods, and says so in JSON', async () => {
    const headers = { authorization: `Bearer ${server.alice.token}` };
    const get = await fetch(`${server.url}/chatkit`, { headers });
    expect([get.status, await get.json()]).toEqual([404, expect.objectContaining({ code: 'not_found' })]);
    const trace = await fetch(`${server.url}/api/nothing`, { method: 'DELETE', headers });
    expect(trace.status).toBe(404);
  });
});
