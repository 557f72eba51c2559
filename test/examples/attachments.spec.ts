import type { Attachment } from '../../src/protocol/attachments.js';
import { textOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { itemsOf, startExamples, type ExamplesApp } from './examples-app.js';

describe('the example of attachments (row 90)', () => {
  let examples: ExamplesApp;
  beforeAll(async () => {
    examples = await startExamples();
  });
  afterAll(() => examples.close());

  const bytes = Buffer.from('a picture, more or less');
  const announce = async (more: object = {}) => {
    const params = { name: 'tower.png', size: bytes.length, mime_type: 'image/png', ...more };
    return examples.at('attachments').call<Attachment>('attachments.create', params);
  };
  const formOf = (part: string) => {
    const form = new FormData();
    form.set(part, new Blob([bytes], { type: 'image/png' }), 'tower.png');
    return form;
  };

  it.each<[string, RequestInit]>([
    ['POST, in a form', { method: 'POST', body: formOf('file') }],
    ['PUT, in a form', { method: 'PUT', body: formOf('file') }],
    ['POST, as they are', { method: 'POST', body: bytes, headers: { 'content-type': 'image/png' } }],
    ['PUT, as they are', { method: 'PUT', body: bytes, headers: { 'content-type': 'image/png' } }],
    ['PUT, of no type', { method: 'PUT', body: bytes }],
  ])('takes bytes by %s, and a message that names them', async (_how, request) => {
    const { body: attachment } = await announce();
    expect(attachment.upload_descriptor).toMatchObject({ method: 'POST' });
    const uploaded = await fetch(attachment.upload_descriptor!.url, request);
    expect(uploaded.ok).toBe(true);
    expect(await uploaded.json()).toEqual({ ...attachment, upload_descriptor: undefined });

    const client = examples.at('attachments');
    const events = await client.stream(
      'threads.create',
      userInput('Look!', { attachments: [attachment.id] }),
    );
    expect(textOf(events)).toBe(`For the guest book: tower.png (${bytes.length} bytes).`);
    const threadId = (events[0] as { thread: { id: string } }).thread.id;
    const [message] = itemsOf(await client.items(threadId), 'user_message');
    expect(message!.attachments).toEqual([
      { ...attachment, upload_descriptor: undefined, thread_id: threadId },
    ]);
    const shown = await fetch((attachment as { preview_url: string }).preview_url);
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(bytes);
  });

  it.each([
    ['what is no picture', { mime_type: 'text/plain' }, 400],
    ['what is too large', { size: 6_000_000 }, 413],
  ])('refuses %s when it is announced', async (_what, more, status) => {
    expect((await announce(more)).status).toBe(status);
  });

  it.each<[string, RequestInit, number]>([
    ['nothing', { method: 'PUT' }, 400],
    ['a form without `file`', { method: 'POST', body: formOf('photo') }, 400],
    ['too many bytes', { method: 'PUT', body: Buffer.alloc(6_000_000) }, 413],
    ["somebody else's", { method: 'PUT', body: bytes, headers: { 'x-visitor': 'mallory' } }, 404],
  ])('refuses %s when the bytes come', async (_what, request, status) => {
    const { body } = await announce();
    expect((await fetch(body.upload_descriptor!.url, request)).status).toBe(status);
  });

  it('deletes a picture', async () => {
    const { body } = await announce();
    const { url } = body.upload_descriptor!;
    await fetch(url, { method: 'PUT', body: bytes });
    await examples.at('attachments').call('attachments.delete', { attachment_id: body.id });
    expect((await fetch(url)).status).toBe(404);
  });
});
