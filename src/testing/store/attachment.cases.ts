import { newId } from '../../protocol/ids.js';
import type { ImageAttachment } from '../../protocol/attachments.js';
import { assertSame, assertUnknown } from '../assertions.js';
import { fileAttachment } from '../builders.js';
import type { StoreCases } from './scene.js';

const image = (): ImageAttachment => ({
  type: 'image',
  id: newId('attachment'),
  name: 'x.png',
  mime_type: 'image/png',
  preview_url: 'https://example.com/x.png',
  upload_descriptor: { url: 'https://example.com/up', method: 'PUT', headers: { a: 'b' } },
  metadata: { size: 3, nested: { list: [1, null] } },
});

/** Records of attachments. The bytes are not the store's. */
export const attachmentCases: StoreCases = {
  async 'gives a file back as it was saved [E198]'({ store, alice }) {
    const file = fileAttachment();
    await store.saveAttachment(file, alice);
    assertSame(await store.loadAttachment(file.id, alice), file);
  },

  async 'gives an image back as it was saved, with its metadata [E199]'({ store, alice }) {
    const saved = image();
    await store.saveAttachment(saved, alice);
    assertSame(await store.loadAttachment(saved.id, alice), saved);
  },

  async 'overwrites an attachment that is saved again, also when it then belongs to a thread'({
    store,
    alice,
    saveThread,
  }) {
    const { id: thread_id } = await saveThread();
    const { upload_descriptor: _, ...first } = image();
    await store.saveAttachment(
      { ...first, upload_descriptor: { url: 'x', method: 'POST', headers: {} } },
      alice,
    );
    const second = { ...first, name: 'y.png', thread_id };
    await store.saveAttachment(second, alice);
    assertSame(await store.loadAttachment(first.id, alice), second);
  },

  async 'keeps an attachment when its thread is deleted, without the thread'({ store, alice, saveThread }) {
    const { id: thread_id } = await saveThread();
    const file = fileAttachment();
    await store.saveAttachment({ ...file, thread_id }, alice);
    await store.deleteThread(thread_id, alice);
    assertSame(await store.loadAttachment(file.id, alice), file);
  },

  async 'takes in and gives out copies of attachments'({ store, alice }) {
    const given = image();
    const saved = structuredClone(given);
    await store.saveAttachment(given, alice);
    given.metadata!.size = 4;
    const loaded = await store.loadAttachment(saved.id, alice);
    assertSame(loaded, saved);
    loaded.metadata!.size = 5;
    assertSame(await store.loadAttachment(saved.id, alice), saved);
  },

  async 'deletes an attachment, and does not mind when there is none'({ store, alice }) {
    const file = fileAttachment();
    await store.saveAttachment(file, alice);
    await store.deleteAttachment(file.id, alice);
    await store.deleteAttachment(file.id, alice);
    await assertUnknown(store.loadAttachment(file.id, alice), 'attachment');
  },
};
