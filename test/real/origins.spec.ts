import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { DataSource } from 'typeorm';
import type { Attachment } from '../../src/protocol/attachments.js';
import { png, startUploads, type UploadsApp } from '../attachments/uploads-app.js';
import { visit, type Visitor } from '../support/visitor.js';

// What a browser lets pages of other origins do: the listed one everything, an unlisted one nothing.

interface Asked {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  /** A text; or a number of bytes, as a file; or bytes; or fields of a multipart form. */
  body?: string | number | number[] | Record<string, string>;
  /** What bytes of a form say they are. Default: nothing. */
  type?: string;
  credentials?: 'include' | 'omit';
}

/** What the page's own code saw of an answer. */
interface Seen {
  status?: number;
  headers: Record<string, string>;
  /** What came, piece by piece. */
  chunks: string[];
  /** Why there was no answer to see. */
  error?: string;
}

/** A site with one empty page. */
async function startSite(): Promise<{ origin: string; site: Server }> {
  const site = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Site</title>'),
  );
  await once(site.listen(0, '127.0.0.1'), 'listening');
  return { origin: `http://localhost:${(site.address() as AddressInfo).port}`, site };
}

let listed: Awaited<ReturnType<typeof startSite>>;
let foreign: Awaited<ReturnType<typeof startSite>>;
let server: UploadsApp;
let visitor: Visitor;
let page: Page;
/** What reached the server, as `METHOD /path`. */
let received: string[] = [];

beforeAll(async () => {
  [listed, foreign] = await Promise.all([startSite(), startSite()]);
  server = await startUploads({ variables: { ALLOWED_ORIGINS: listed.origin } });
  server.app
    .getHttpServer()
    // Ahead of the routers, which shorten the URL of what they hand on.
    .prependListener('request', ({ method, url }: { method: string; url: string }) =>
      received.push(`${method} ${url}`),
    );
  visitor = await visit({ sendsPreflights: true });
  page = visitor.page;
  const cookie = { name: 'token', value: server.alice.token!, url: server.url };
  await visitor.context.addCookies([{ ...cookie, sameSite: 'Lax' }]);
});
afterAll(async () => {
  await visitor.leave();
  await server.close();
  for (const { site } of [listed, foreign]) {
    site.closeAllConnections();
    site.close();
  }
});
beforeEach(() => (received = []));

/** Has the page ask the server. */
function ask({ path = '/chatkit', ...asked }: Asked): Promise<Seen> {
  return page.evaluate(
    async ({ url, method = 'POST', headers = {}, body, type, credentials }) => {
      const toForm = (fields: Record<string, string>) => {
        const form = new FormData();
        for (const [name, value] of Object.entries(fields))
          form.append(name, new Blob([value], { type }), 'file.txt');
        return form;
      };
      const sent =
        typeof body === 'number'
          ? new Blob([new Uint8Array(body)])
          : Array.isArray(body)
            ? new Blob([new Uint8Array(body)])
            : typeof body === 'object'
              ? toForm(body)
              : body;
      try {
        const response = await fetch(url, { method, headers, body: sent, credentials });
        const chunks: string[] = [];
        const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
        for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value);
        return { status: response.status, headers: Object.fromEntries(response.headers), chunks };
      } catch (error) {
        return { headers: {}, chunks: [], error: String(error) };
      }
    },
    { url: server.url + path, ...asked },
  );
}

const asAlice = () => ({
  authorization: `Bearer ${server.alice.token}`,
  'content-type': 'application/json',
  'chatkit-frame-instance-id': '5d7a1f0e-0000-4000-8000-000000000000',
});
const list = '{"type":"threads.list","params":{}}';
const load = '{"type":"threads.get_by_id","params":{"thread_id":"thr_none"}}';
const create = JSON.stringify({
  type: 'threads.create',
  params: {
    input: {
      content: [{ type: 'input_text', text: 'Add a task to buy groceries' }],
      attachments: [],
      quoted_text: '',
      inference_options: {},
    },
  },
});
const announcing = (size: number, mime_type = 'image/png') =>
  JSON.stringify({ type: 'attachments.create', params: { name: 'tower.png', size, mime_type } });
const attachments = '/api/chatkit/attachments';
const picture = [...png];
/** A new address to upload to, without the server's origin. */
async function announced(): Promise<{ path: string; attachment: Attachment }> {
  const params = { name: 'tower.png', size: png.length, mime_type: 'image/png' };
  const { body } = await server.alice.call<Attachment>('attachments.create', params);
  return { path: body.upload_descriptor!.url.slice(server.url.length), attachment: body };
}
const frame = () => ({ 'chatkit-frame-instance-id': asAlice()['chatkit-frame-instance-id'] });
const token = () => ({ authorization: asAlice().authorization, ...frame() });
const chat = JSON.stringify({ message: 'Add a task to buy groceries' });

async function countRows(): Promise<unknown> {
  const [rows] = await server.app.get(DataSource).query<unknown[]>(
    `SELECT (SELECT count(*)::int FROM threads) AS threads, (SELECT count(*)::int FROM thread_items) AS items,
       (SELECT count(*)::int FROM attachments) AS attachments,
       (SELECT count(*)::int FROM attachment_bytes WHERE place IS NOT NULL) AS uploads,
       (SELECT count(*)::int FROM tasks) AS tasks, (SELECT count(*)::int FROM chat_sessions) AS sessions`,
  );
  return rows;
}

describe('a page of a listed origin (rows 145, 190, 191, 216)', () => {
  beforeAll(() => page.goto(listed.origin));

  it('asks first, and may then send the widget’s headers with credentials', async () => {
    const seen = await ask({ headers: asAlice(), body: list, credentials: 'include' });
    expect(seen).toMatchObject({ status: 200, headers: { 'content-type': expect.stringContaining('json') } });
    expect(JSON.parse(seen.chunks.join(''))).toMatchObject({ data: expect.any(Array) });
    expect(received).toEqual(['OPTIONS /chatkit', 'POST /chatkit']);
  });

  it('does not ask again for ten minutes', async () => {
    await ask({ headers: asAlice(), body: list, credentials: 'include' });
    expect(received).toEqual(['POST /chatkit']);
  });

  it('reads a stream to its end, and the name of its turn', async () => {
    const { status, headers, chunks } = await ask({ headers: asAlice(), body: create });
    expect([status, headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(headers['chatkit-turn-id']).toMatch(/^trn_/);
    const events = chunks
      .join('')
      .split('\n\n')
      .filter((frame) => frame.startsWith('data: '))
      .map((frame) => JSON.parse(frame.slice('data: '.length)) as { type: string; item?: { type: string } });
    expect(events[0]!.type).toBe('thread.created');
    expect(events.filter(({ item }) => item?.type === 'assistant_message').at(-1)).toMatchObject({
      type: 'thread.item.done',
    });
    expect(chunks.length).toBeGreaterThan(1);
  });

  it.each<[status: number, what: string, asked: () => Asked, code: string]>([
    [400, 'a body that is no request', () => ({ headers: asAlice(), body: '{}' }), 'bad_request'],
    [
      401,
      'no token',
      () => ({ headers: { 'content-type': 'application/json' }, body: list }),
      'unauthorized',
    ],
    [401, 'a cookie alone (row 195)', () => ({ body: list, credentials: 'include' }), 'unauthorized'],
    [404, 'an unknown thread', () => ({ headers: asAlice(), body: load }), 'not_found'],
    [413, 'a body that is too large', () => ({ headers: asAlice(), body: 5_000_000 }), 'payload_too_large'],
    [
      415,
      'a file in a form',
      () => ({ headers: { authorization: asAlice().authorization }, body: { file: 'x' } }),
      'unsupported_media_type',
    ],
    [
      404,
      'bytes for an upload that nobody knows',
      () => ({
        path: '/api/chatkit/attachments/atc_none/upload?expires=1&signature=x',
        method: 'PUT',
        headers: { ...asAlice(), 'content-type': 'image/png' },
        body: 300_000,
      }),
      'not_found',
    ],
  ])('reads a %i for %s', async (status, _what, asked, code) => {
    const { chunks, ...seen } = await ask(asked());
    expect(seen).toMatchObject({ status });
    expect(JSON.parse(chunks.join(''))).toMatchObject({ code, requestId: seen.headers['x-request-id'] });
    if (status === 401) expect(seen.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it('announces a picture, uploads it as the widget does, sends it, and reads it back (row 90)', async () => {
    const made = await ask({ headers: asAlice(), body: announcing(png.length) });
    expect(made.status).toBe(200);
    const { id, upload_descriptor } = JSON.parse(made.chunks.join('')) as Attachment;
    const path = upload_descriptor!.url.slice(server.url.length);
    const headers = { 'content-type': 'image/png', ...frame() };
    const uploaded = await ask({ path, method: upload_descriptor!.method, headers, body: picture });
    expect(uploaded).toMatchObject({ status: 200 });
    const attachment = JSON.parse(uploaded.chunks.join('')) as Attachment & { preview_url: string };
    expect(attachment).toMatchObject({ id, preview_url: expect.any(String) as string });
    expect(received).toContain(`OPTIONS ${path}`);

    const named = create.replace('"attachments":[]', `"attachments":["${id}"]`);
    const sent = await ask({ headers: asAlice(), body: named });
    expect(sent.chunks.join('')).toContain('tower.png');
    const shown = await ask({ path: attachment.preview_url.slice(server.url.length), method: 'GET' });
    expect(shown).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' } });
    expect(shown.chunks.join('')).toContain('PNG');
    // Throws where the browser may not show it, or not give its pixels to the page.
    const url = JSON.stringify(attachment.preview_url);
    await page.evaluate(`Object.assign(new Image(), { crossOrigin: 'anonymous', src: ${url} }).decode()`);
  });

  it('uploads a file in one request, and reads its record and its bytes (row 90)', async () => {
    const sent = await ask({
      path: attachments,
      headers: token(),
      body: { file: 'milk, bread' },
      type: 'text/plain',
    });
    expect(sent.status).toBe(200);
    const { id } = JSON.parse(sent.chunks.join('')) as Attachment;
    const read = await ask({ path: `${attachments}/${id}`, method: 'GET', headers: token() });
    const { content_url } = JSON.parse(read.chunks.join('')) as { content_url: string };
    const content = await ask({ path: content_url.slice(server.url.length), method: 'GET' });
    expect(content).toMatchObject({ status: 200, chunks: ['milk, bread'] });
  });

  it.each<[status: number, what: string, asked: () => Asked | Promise<Asked>, code: string]>([
    [
      413,
      'a file that is announced as too large',
      () => ({ headers: asAlice(), body: announcing(1e9) }),
      'payload_too_large',
    ],
    [
      415,
      'a kind that is not taken',
      () => ({ headers: asAlice(), body: announcing(9, 'video/mp4') }),
      'unsupported_media_type',
    ],
    [
      413,
      'more bytes than were announced',
      async () => ({ path: (await announced()).path, method: 'PUT', headers: frame(), body: 900_000 }),
      'payload_too_large',
    ],
    [
      415,
      'bytes that are no picture',
      async () => ({ path: (await announced()).path, method: 'PUT', headers: frame(), body: png.length }),
      'unsupported_media_type',
    ],
    [
      404,
      'an address that was not signed',
      async () => ({ path: `${(await announced()).path}x`, method: 'PUT', headers: frame(), body: picture }),
      'not_found',
    ],
    [
      413,
      'a form that is too large',
      () => ({
        path: attachments,
        headers: token(),
        body: { file: 'x'.repeat(11_000_000) },
        type: 'text/plain',
      }),
      'payload_too_large',
    ],
    [
      415,
      'a form of a kind that is not taken',
      () => ({ path: attachments, headers: token(), body: { file: 'x' }, type: 'video/mp4' }),
      'unsupported_media_type',
    ],
    [
      400,
      'a form without a file',
      () => ({ path: attachments, headers: token(), body: { photo: 'x' }, type: 'text/plain' }),
      'bad_request',
    ],
  ])('reads a %i for %s (row 90)', async (status, _what, asked, code) => {
    const { chunks, ...seen } = await ask(await asked());
    expect(seen).toMatchObject({ status });
    expect(JSON.parse(chunks.join(''))).toMatchObject({ code, requestId: seen.headers['x-request-id'] });
  });

  it('reads a 410 for an address that was used (row 90)', async () => {
    const { path } = await announced();
    const upload = () => ask({ path, method: 'PUT', headers: frame(), body: picture });
    expect((await upload()).status).toBe(200);
    const { status, chunks } = await upload();
    expect([status, JSON.parse(chunks.join(''))]).toMatchObject([410, { code: 'link_expired' }]);
  });
});

describe('the same page of another origin (rows 145, 212) (H5)', () => {
  beforeAll(() => page.goto(foreign.origin));

  it('reads nothing and changes nothing, with the person’s token in its hands', async () => {
    const before = await countRows();
    const thread = { title: 'x' };
    const tries: Asked[] = [
      { headers: asAlice(), body: list },
      { headers: asAlice(), body: create, credentials: 'include' },
      { headers: asAlice(), body: chat, path: '/api/chatkit/messages' },
      { headers: asAlice(), body: JSON.stringify(thread), path: '/api/chatkit/threads' },
      { headers: asAlice(), body: '{"title":"x"}', path: '/mcp/tools/add_task' },
      { headers: asAlice(), method: 'GET', path: '/api/chatkit/threads' },
      { headers: { 'content-type': 'application/json' }, body: chat, path: '/api/chat-test' },
      {
        headers: { 'content-type': 'application/json' },
        body: '{"user":"alice"}',
        path: '/api/auth/dev-token',
      },
    ];
    for (const asked of tries) {
      expect([asked.path, await ask(asked)]).toEqual([
        asked.path,
        { headers: {}, chunks: [], error: expect.stringContaining('Failed to fetch') },
      ]);
    }
    expect(received).toHaveLength(tries.length);
    expect(received.filter((request) => !request.startsWith('OPTIONS '))).toEqual([]);
    expect(await countRows()).toEqual(before);
  });

  it('reads nothing and changes nothing by requests that a browser sends unasked', async () => {
    const before = await countRows();
    const simple: Asked[] = [
      { body: create, credentials: 'include' },
      { body: 300, credentials: 'include' },
      { body: { body: create }, credentials: 'include' },
      { body: chat, path: '/api/chat-test' },
      { body: 300, path: '/api/chat-test' },
      { body: '{"title":"x"}', path: '/mcp/tools/add_task', credentials: 'include' },
      { body: '{}', path: '/api/chatkit/session', credentials: 'include' },
      { method: 'GET', path: '/api/chatkit/threads', credentials: 'include' },
      { method: 'GET', path: '/api/chatkit/client-config' },
    ];
    for (const asked of simple) {
      expect(await ask(asked)).toMatchObject({
        chunks: [],
        error: expect.stringContaining('Failed to fetch'),
      });
    }
    // They did arrive: it is the server that made nothing of them.
    expect(received.map((request) => request.split(' ')[0])).toEqual(
      simple.map(({ method = 'POST' }) => method),
    );
    expect(await countRows()).toEqual(before);
  });

  it('uploads nothing, with the person’s token and with the address in its hands (row 90)', async () => {
    const { path, attachment } = await announced();
    const before = await countRows();
    const file = { body: { file: 'milk' }, type: 'text/plain' };
    received = [];
    const tries: Asked[] = [
      { headers: asAlice(), body: announcing(png.length) },
      { path, method: 'PUT', headers: frame(), body: picture },
      { path, method: 'PUT', body: picture },
      { path, headers: frame(), body: picture },
      { path: attachments, headers: token(), ...file },
      { path: `${attachments}/${attachment.id}`, method: 'GET', headers: token() },
      // Without a question first, as a form would be sent.
      { path, ...file, credentials: 'include' },
      { path: attachments, ...file, credentials: 'include' },
    ];
    for (const asked of tries) {
      expect([asked.path, await ask(asked)]).toEqual([
        asked.path,
        { headers: {}, chunks: [], error: expect.stringContaining('Failed to fetch') },
      ]);
    }
    expect(received.filter((request) => !request.startsWith('OPTIONS '))).toEqual([
      `POST ${path}`,
      `POST ${attachments}`,
    ]);
    expect(await countRows()).toEqual(before);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'changes nothing by a form of %s',
    async (enctype) => {
      const before = await countRows();
      for (const [path, status] of [
        ['/chatkit', 401],
        ['/api/chat-test', 403],
      ] as const) {
        await page.goto(foreign.origin);
        await page.setContent(
          `<form method="post" enctype="${enctype}" action="${server.url}${path}">
             <input name='{"message":"Add a task to buy groceries","x":"' value='"}'><button>Win</button></form>`,
        );
        const [response] = await Promise.all([
          page.waitForResponse(server.url + path, { timeout: 10_000 }),
          page.getByRole('button').click(),
        ]);
        expect([path, response.status()]).toEqual([path, status]);
      }
      expect(await countRows()).toEqual(before);
    },
  );
});
