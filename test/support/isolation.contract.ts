import { newId } from '../../src/protocol/ids.js';
import type { ThreadStore } from '../../src/turns/thread-store.js';
import { newPerson, newThread, userMessage } from './thread-builders.js';

const all = { limit: 100, order: 'asc' } as const;

/**
 * Somebody else's is unknown, by every method. Each refusal is checked three ways: the stranger gets exactly the
 * error of a thing that does not exist, the owner's call works, and afterwards the owner's data is untouched.
 */
export function describeIsolation(name: string, getStore: () => ThreadStore): void {
  describe(`${name} keeps one person's things from another:`, () => {
    const arrange = async () => {
      const store = getStore();
      const [alice, mallory] = [newPerson(), newPerson()];
      const thread = newThread({ title: 'mine' });
      const item = userMessage(thread.id, 'mine');
      const attachment = {
        type: 'file',
        id: newId('attachment'),
        name: 'mine',
        mime_type: 'text/plain',
      } as const;
      await store.saveThread(thread, alice);
      await store.addThreadItem(thread.id, item, alice);
      await store.saveAttachment(attachment, alice);
      const expectUntouched = async () => {
        expect(await store.loadThread(thread.id, alice)).toEqual(thread);
        expect((await store.loadThreadItems(thread.id, all, alice)).data).toEqual([item]);
        expect(await store.loadAttachment(attachment.id, alice)).toEqual(attachment);
      };
      return { store, alice, mallory, thread, item, attachment, expectUntouched };
    };
    type Things = Awaited<ReturnType<typeof arrange>>;

    it.each<[string, (things: Things, who: 'alice' | 'mallory') => Promise<unknown>, string]>([
      ['loadThread', (t, who) => t.store.loadThread(t.thread.id, t[who]), 'thread'],
      ['loadThreadItems', (t, who) => t.store.loadThreadItems(t.thread.id, all, t[who]), 'thread'],
      ['loadItem', (t, who) => t.store.loadItem(t.thread.id, t.item.id, t[who]), 'item'],
      ['loadAttachment', (t, who) => t.store.loadAttachment(t.attachment.id, t[who]), 'attachment'],
      ['saveThread', (t, who) => t.store.saveThread(t.thread, t[who]), 'thread'],
      ['addThreadItem', (t, who) => t.store.addThreadItem(t.thread.id, t.item, t[who]), 'thread'],
      ['saveItem', (t, who) => t.store.saveItem(t.thread.id, t.item, t[who]), 'thread'],
      ['saveAttachment', (t, who) => t.store.saveAttachment(t.attachment, t[who]), 'attachment'],
      [
        'loadThreads after',
        (t, who) => t.store.loadThreads({ ...all, after: t.thread.id }, t[who]),
        'cursor',
      ],
      [
        'loadThreadItems after',
        (t, who) => t.store.loadThreadItems(t.thread.id, { ...all, after: t.item.id }, t[who]),
        // The thread or the cursor: what is asked first.
        'thread|cursor',
      ],
    ])('%s', async (_method, call, resource) => {
      const things = await arrange();
      const refused = await call(things, 'mallory').then(
        () => 'worked',
        (error: { resource: string }) => error.resource,
      );
      expect(resource.split('|')).toContain(refused);
      await call(things, 'alice');
      await things.expectUntouched();
    });

    it.each<[string, (things: Things, who: 'alice' | 'mallory') => Promise<void>]>([
      ['deleteThread', (t, who) => t.store.deleteThread(t.thread.id, t[who])],
      ['deleteThreadItem', (t, who) => t.store.deleteThreadItem(t.thread.id, t.item.id, t[who])],
      ['deleteAttachment', (t, who) => t.store.deleteAttachment(t.attachment.id, t[who])],
    ])('%s', async (_method, call) => {
      const things = await arrange();
      await call(things, 'mallory');
      await things.expectUntouched();
      await call(things, 'alice');
      await expect(things.expectUntouched()).rejects.toThrow();
    });

    it('lists', async () => {
      const { store, alice, mallory, thread } = await arrange();
      expect((await store.loadThreads(all, mallory)).data).toEqual([]);
      expect((await store.loadThreads(all, alice)).data).toEqual([thread]);
    });

    it("an attachment cannot be put into somebody else's thread", async () => {
      const { store, mallory, thread, attachment } = await arrange();
      const foreign = { ...attachment, id: newId('attachment'), thread_id: thread.id };
      await expect(store.saveAttachment(foreign, mallory)).rejects.toMatchObject({ resource: 'attachment' });
      await expect(
        store.saveAttachment({ ...foreign, thread_id: newId('thread') }, mallory),
      ).rejects.toMatchObject({ resource: 'attachment' });
    });

    it("an item is not reached through another thread of one's own", async () => {
      const { store, mallory, item } = await arrange();
      const own = newThread();
      await store.saveThread(own, mallory);
      await expect(store.loadItem(own.id, item.id, mallory)).rejects.toMatchObject({ resource: 'item' });
      await expect(store.loadThreadItems(own.id, { ...all, after: item.id }, mallory)).rejects.toMatchObject({
        resource: 'cursor',
      });
    });
  });
}
