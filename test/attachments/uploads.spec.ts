import type { Attachment } from '../../src/protocol/attachments.js';
import type { AttachmentFile } from '../../src/attachments/attachment-files.js';
import type { UserMessageItem } from '../../src/protocol/items.js';
import { textOf, threadIdOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import {
  announce,
  attach,
  formOf,
  png,
  previewOf,
  put,
  sendDirect,
  startUploads,
  type UploadsApp,
} from './uploads-app.js';

let server: UploadsApp;
beforeAll(async () => (server = await startUploads({ variables: { ATTACHMENT_MAX_BYTES: '200000' } })));
afterEach(() => server.clock.reset());
afterAll(() => server.close());

const text = Buffer.from('Gruß aus dem Garten\n'.repeat(3));

describe('uploads in two phases (row 90)', () => {
  it('announces a picture, takes its bytes without a token, and shows it in the message', async () => {
    const { status, body: announced } = await announce(server.alice, png);
    expect(status).toBe(200);
    expect(announced).toEqual({
      type: 'image',
      id: expect.stringMatching(/^atc_[0-9a-f]{32}$/) as string,
      name: 'tower.png',
      mime_type: 'image/png',
      preview_url: expect.stringContaining(`${server.url}/api/chatkit/attachments/`) as string,
      upload_descriptor: {
        url: expect.stringContaining(`${server.url}/api/chatkit/attachments/`) as string,
        method: 'PUT',
        headers: {},
      },
    });
    const uploaded = await put(announced, png, {
      'content-type': 'image/png',
      'chatkit-frame-instance-id': 'x',
    });
    expect(uploaded.status).toBe(200);
    expect(uploaded.headers.get('cache-control')).toBe('no-store');
    const { upload_descriptor: _, ...expected } = announced;
    expect(await uploaded.json()).toEqual(expected);

    const events = await server.alice.stream(
      'threads.create',
      userInput('Look!', { attachments: [announced.id] }),
    );
    const threadId = threadIdOf(events);
    const [message] = (await server.alice.items(threadId)) as UserMessageItem[];
    expect(message!.attachments).toEqual([{ ...expected, thread_id: threadId }]);

    const shown = await fetch(previewOf(message!.attachments[0]!));
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(png);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(png.length),
      'content-disposition': `inline; filename="tower.png"; filename*=UTF-8''tower.png`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=3600, immutable',
    });
  });

  it.each<[string, (bytes: Buffer) => RequestInit]>([
    ['PUT, of no type', (body) => ({ method: 'PUT', body })],
    ['PUT, in a form', (bytes) => ({ method: 'PUT', body: formOf(bytes) })],
    ['POST, in a form', (bytes) => ({ method: 'POST', body: formOf(bytes) })],
    ['POST, as they are', (body) => ({ method: 'POST', body, headers: { 'content-type': 'image/png' } })],
  ])('takes bytes by %s', async (_how, request) => {
    const { body } = await announce(server.alice, png);
    const response = await fetch(body.upload_descriptor!.url, request(png));
    expect(response.status).toBe(200);
    expect(await fetch(previewOf(body)).then(({ status }) => status)).toBe(200);
  });

  it('takes the bytes of an address once, also of several that come at the same time', async () => {
    const { body } = await announce(server.alice, png);
    const keptBefore = await server.kept();
    const answers = await Promise.all([1, 2, 3, 4].map(() => put(body, png)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410]);
    const again = await put(body, png);
    expect([again.status, await again.json()]).toMatchObject([410, { code: 'link_expired' }]);
    expect(await server.kept()).toHaveLength(keptBefore.length + 1);
    expect(await server.unfinished()).toEqual([]);
  });

  it('lets an upload be tried again that was refused', async () => {
    const { body } = await announce(server.alice, png);
    expect((await put(body, png.subarray(0, 20))).status).toBe(400);
    expect((await put(body, png)).status).toBe(200);
  });

  it('closes the address after ten minutes, and keeps the preview for twelve hours', async () => {
    const late = (await announce(server.alice, png)).body;
    const { id } = await attach(server.alice, png);
    server.clock.forward(599_000);
    expect((await put(late, png.subarray(0, 9))).status).toBe(400);
    server.clock.forward(2_000);
    expect((await put(late, png)).status).toBe(410);

    const read = async () =>
      (await fetch(`${server.url}/api/chatkit/attachments/${id}`, {
        headers: { authorization: `Bearer ${server.alice.token}` },
      }).then((response) => response.json())) as AttachmentFile;
    const first = await read();
    expect((await fetch(first.content_url!)).status).toBe(200);
    server.clock.forward(12 * 3_600_000 - 1_000);
    expect((await fetch(first.content_url!)).status).toBe(200);
    server.clock.forward(12 * 3_600_000 + 1_000);
    expect((await fetch(first.content_url!)).status).toBe(410);
    const fresh = await read();
    expect((await fetch(fresh.content_url!)).status).toBe(200);
    expect(previewOf(fresh)).toBe(fresh.content_url);
  });

  it('gives pictures of old messages addresses of today', async () => {
    const { id } = await attach(server.alice, png);
    const events = await server.alice.stream('threads.create', userInput('Look!', { attachments: [id] }));
    server.clock.forward(48 * 3_600_000);
    const [message] = (await server.alice.items(threadIdOf(events))) as UserMessageItem[];
    expect((await fetch(previewOf(message!.attachments[0]!))).status).toBe(200);
    const { items } = await server.alice.thread(threadIdOf(events));
    const [shown] = items.data as UserMessageItem[];
    expect(shown!.attachments).toEqual(message!.attachments);
  });

  it.each<[string, (url: URL) => void]>([
    ['no signature', ({ searchParams }) => searchParams.delete('signature')],
    ['another signature', ({ searchParams }) => searchParams.set('signature', 'A'.repeat(43))],
    ['a shorter signature', ({ searchParams }) => searchParams.set('signature', 'A')],
    ['two signatures', ({ searchParams }) => searchParams.append('signature', 'x')],
    ['a later end', ({ searchParams }) => searchParams.set('expires', '99999999999')],
    ['no end', ({ searchParams }) => searchParams.delete('expires')],
    ['another id', (url) => (url.pathname = url.pathname.replace(/atc_\w{4}/, 'atc_0000'))],
    ['the address of the content', (url) => (url.pathname = url.pathname.replace('/upload', '/content'))],
  ])('knows nothing of an address with %s', async (_what, change) => {
    const { body } = await announce(server.alice, png);
    const url = new URL(body.upload_descriptor!.url);
    change(url);
    const method = url.pathname.endsWith('content') ? 'GET' : 'PUT';
    const response = await fetch(url, { method, ...(method === 'PUT' && { body: png }) });
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'not_found' }]);
  });
});

describe('uploads in one request (row 90)', () => {
  it('takes a form with a token, and a message that names the file', async () => {
    const response = await sendDirect(server.alice, formOf(text, { name: 'Grüße.txt', type: 'text/plain' }));
    expect(response.status).toBe(200);
    const file = (await response.json()) as Attachment;
    expect(file).toEqual({ type: 'file', id: file.id, name: 'Grüße.txt', mime_type: 'text/plain' });
    const events = await server.alice.stream('threads.create', userInput('Read', { attachments: [file.id] }));
    expect(textOf(events)).toContain('Grüße.txt (text/plain, 63 bytes)');

    const read = await fetch(`${server.url}/api/chatkit/attachments/${file.id}`, {
      headers: { authorization: `Bearer ${server.alice.token}` },
    });
    const known = (await read.json()) as AttachmentFile;
    expect(known).toMatchObject({ id: file.id, size: text.length, thread_id: threadIdOf(events) });
    const content = await fetch(known.content_url!);
    expect(Buffer.from(await content.arrayBuffer())).toEqual(text);
    expect(content.headers.get('content-type')).toBe('application/octet-stream');
    expect(content.headers.get('content-disposition')).toBe(
      `attachment; filename="Gr__e.txt"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.txt`,
    );
  });

  it('answers a picture with a preview that can be shown at once', async () => {
    const response = await sendDirect(server.alice, formOf(png));
    expect((await fetch(previewOf((await response.json()) as Attachment))).status).toBe(200);
  });

  it('wants a token', async () => {
    expect((await sendDirect({ url: server.url, token: undefined }, formOf(png))).status).toBe(401);
  });
});

describe('a message that names attachments (row 90)', () => {
  const refusal = async (type: 'threads.create' | 'threads.add_user_message', params: object) => {
    const { events } = await server.alice.open(type, params);
    const all = [];
    for await (const event of events) all.push(event);
    return all;
  };

  it('is refused in its stream while one has not arrived, and nothing is stored', async () => {
    const { body } = await announce(server.alice, png);
    const threadsBefore = (await server.alice.call('threads.list', { limit: 100 })).body;
    const named = userInput('Look!', { attachments: [body.id] });
    const told = [
      {
        type: 'error',
        code: 'custom',
        message: expect.stringMatching(/not been uploaded/),
        allow_retry: true,
      },
    ];
    expect(await refusal('threads.create', named)).toEqual(told);
    expect((await server.alice.call('threads.list', { limit: 100 })).body).toEqual(threadsBefore);

    const { threadId } = await server.alice.createThread('Hello');
    const before = await server.alice.items(threadId);
    expect(await refusal('threads.add_user_message', { thread_id: threadId, ...named })).toEqual(told);
    expect(await server.alice.items(threadId)).toEqual(before);

    await put(body, png);
    const events = await server.alice.stream('threads.add_user_message', { thread_id: threadId, ...named });
    expect(textOf(events)).toContain('tower.png (image/png, ');
  });

  it('may name one again in its own conversation, and none of another', async () => {
    const { id } = await attach(server.alice, png);
    const named = userInput('Look!', { attachments: [id] });
    const threadId = threadIdOf(await server.alice.stream('threads.create', named));
    await server.alice.stream('threads.add_user_message', { thread_id: threadId, ...named });
    expect(await refusal('threads.create', named)).toMatchObject([
      { type: 'error', code: 'custom', message: expect.stringMatching(/another conversation/) as string },
    ]);
  });
});

describe('deleting (row 90)', () => {
  it('deletes the bytes with the attachment, and its addresses lead nowhere', async () => {
    const { body: late } = await announce(server.alice, png);
    const attached = await attach(server.alice, png);
    const kept = await server.kept();
    for (const { id } of [late, attached]) {
      expect((await server.alice.call('attachments.delete', { attachment_id: id })).status).toBe(200);
      expect((await server.alice.call('attachments.delete', { attachment_id: id })).status).toBe(404);
    }
    expect(await server.kept()).toHaveLength(kept.length - 1);
    expect((await fetch(previewOf(attached))).status).toBe(404);
    expect((await put(late, png)).status).toBe(404);
    expect(await server.unfinished()).toEqual([]);
  });
});

describe('who may (rows 77, 78, 90)', () => {
  it("treats somebody else's as unknown, wherever it is named", async () => {
    const { id } = await attach(server.alice, png);
    const asBob = { headers: { authorization: `Bearer ${server.bob.token}` } };
    expect((await fetch(`${server.url}/api/chatkit/attachments/${id}`, asBob)).status).toBe(404);
    expect((await server.bob.call('attachments.delete', { attachment_id: id })).status).toBe(404);
    const named = await server.bob.call('threads.create', userInput('Mine', { attachments: [id] }));
    expect(named.status).toBe(404);
    expect(await server.kept()).toContainEqual(expect.stringContaining(id));
  });
});
