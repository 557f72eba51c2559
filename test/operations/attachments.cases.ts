import type { Attachment } from '../../src/protocol/attachments.js';
import { typesOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { AttachmentStore, type AttachmentParams } from '../../src/turns/attachment-store.js';
import type { RequestContext } from '../../src/turns/context.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { startApp, type TestApp } from '../support/app.js';

/** Bytes that are only announced. */
class BucketStore extends AttachmentStore {
  readonly bytes = new Set<string>();

  override async createAttachment(
    { name, mime_type }: AttachmentParams,
    context: RequestContext,
  ): Promise<Attachment> {
    const id = this.generateAttachmentId(mime_type, context);
    this.bytes.add(id);
    const shared = {
      id,
      name,
      mime_type,
      metadata: { bucket: 'secret-bucket' },
      upload_descriptor: {
        url: `https://bucket.test/${id}`,
        method: 'PUT' as const,
        headers: { 'x-up': '1' },
      },
    };
    return mime_type.startsWith('image/')
      ? { type: 'image', preview_url: `https://bucket.test/${id}/preview`, ...shared }
      : { type: 'file', ...shared };
  }

  async deleteAttachment(id: string): Promise<void> {
    this.bytes.delete(id);
  }
}

describe('an attachment', () => {
  const responder = new ScriptedResponder();
  const bucket = new BucketStore();
  const principal = { userId: 'alice' };
  let server: TestApp;
  beforeAll(async () => (server = await startApp({ responder, attachmentStore: bucket })));
  afterAll(() => server.close());

  const create = async (mime_type: string) =>
    (await server.alice.call<Attachment>('attachments.create', { name: 'notes', size: 12, mime_type })).body;
  const record = (id: string) => server.app.get(ThreadStore).loadAttachment(id, principal);
  const message = (...attachments: string[]) => userInput('See this', { attachments });

  it('is announced, recorded, and told where to send its bytes (row 90) [E76 E77 E78 E81 Q45]', async () => {
    const answer = await create('text/plain');
    expect(answer).toEqual({
      type: 'file',
      id: expect.stringMatching(/^atc_/),
      name: 'notes',
      mime_type: 'text/plain',
      upload_descriptor: { url: expect.any(String), method: 'PUT', headers: { 'x-up': '1' } },
    });
    expect(await record(answer.id)).toMatchObject({ metadata: { bucket: 'secret-bucket' } });
  });

  it('that is an image has a preview beside it [E79 E80]', async () => {
    const answer = await create('image/png');
    expect(answer).toMatchObject({
      type: 'image',
      preview_url: expect.stringContaining(answer.id),
      upload_descriptor: { method: 'PUT' },
    });
  });

  it('stands whole in the message that it is sent with, and belongs to its thread [E85 E86 E87 E88 E233]', async () => {
    const [first, second] = [await create('text/plain'), await create('image/png')];
    responder.script = async function* () {};
    const events = await server.alice.stream('threads.create', message(first.id));
    const { thread_id: threadId } = (events[1] as { item: { thread_id: string } }).item;
    expect(events[1]).toMatchObject({ item: { attachments: [{ ...first, thread_id: threadId }] } });
    expect(await record(first.id)).toMatchObject({
      thread_id: threadId,
      metadata: { bucket: 'secret-bucket' },
    });
    await server.alice.stream('threads.add_user_message', { thread_id: threadId, ...message(second.id) });
    expect(await record(second.id)).toMatchObject({ thread_id: threadId });
    const items = await server.alice.items(threadId);
    expect(items.at(-1)).toMatchObject({ attachments: [{ id: second.id, preview_url: expect.any(String) }] });
    expect(JSON.stringify([items, events])).not.toContain('secret-bucket');
    expect(responder.calls.at(-1)!.input!.attachments[0]).toMatchObject({ metadata: expect.anything() });
  });

  it('that is unknown is 404, and no thread is left behind [E214 Q6 Q39]', async () => {
    const before = await server.alice.call('threads.list', {});
    const known = await create('text/plain');
    const refused = await server.alice.call('threads.create', message(known.id, 'atc_none'));
    expect(refused).toMatchObject({ status: 404, body: { message: 'There is no such attachment.' } });
    expect((await server.alice.call('threads.list', {})).body).toEqual(before.body);
    expect(await record(known.id)).not.toHaveProperty('thread_id');
  });

  it('is deleted with its bytes, by its owner alone [E83]', async () => {
    const { id } = await create('text/plain');
    const gone = (who = server.alice) => who.call('attachments.delete', { attachment_id: id });
    expect(await gone(server.bob)).toMatchObject({ status: 404 });
    expect(bucket.bytes.has(id)).toBe(true);
    expect(await gone()).toMatchObject({ status: 200, body: {} });
    expect(bucket.bytes.has(id)).toBe(false);
    await expect(record(id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await gone()).toMatchObject({ status: 404 });
  });

  it('of somebody else cannot be sent', async () => {
    const { id } = await create('text/plain');
    expect(await server.bob.call('threads.create', message(id))).toMatchObject({ status: 404 });
  });

  it('beyond the limit is refused in the stream, before anything is read', async () => {
    const stream = await server.alice.stream(
      'threads.create',
      message(...Array<string>(11).fill('atc_none')),
    );
    expect(typesOf(stream)).toEqual(['error']);
    expect(stream[0]).toMatchObject({
      message: expect.stringContaining('10 attachments'),
      allow_retry: false,
    });
  });
});
