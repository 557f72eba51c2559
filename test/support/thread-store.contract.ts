import { newId } from '../../src/protocol/ids.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import type { Order, Page } from '../../src/protocol/page.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import type { Principal } from '../../src/turns/principal.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import {
  assistantMessage,
  hiddenNote,
  newPerson,
  newThread,
  userMessage,
  widgetItem,
} from './thread-builders.js';

const all = { limit: 100, order: 'asc' } as const;

/** What every {@link ThreadStore} must do. Each test works with people of its own, so one store serves all. */
export function describeThreadStore(name: string, getStore: () => ThreadStore): void {
  describe(`${name} keeps threads and`, () => {
    let store: ThreadStore;
    let alice: Principal;

    beforeEach(() => {
      store = getStore();
      alice = newPerson();
    });

    const savedThread = async (overrides?: Partial<ThreadMetadata>) => {
      const thread = newThread(overrides);
      await store.saveThread(thread, alice);
      return thread;
    };
    const savedItems = async (threadId: string, ...items: ThreadItem[]) => {
      for (const item of items) await store.addThreadItem(threadId, item, alice);
      return items;
    };
    const idsOf = (page: Page<{ id: string }>) => page.data.map(({ id }) => id);
    const itemIds = async (threadId: string, query: object = {}) =>
      idsOf(await store.loadThreadItems(threadId, { ...all, ...query }, alice));

    it('gives a thread back as it was saved', async () => {
      const thread = await savedThread({
        title: 'Groceries',
        metadata: { previous: { id: 1 }, list: [1, 'two', null] },
        allowed_image_domains: ['example.com'],
        status: { type: 'locked', reason: 'done' },
      });
      expect(await store.loadThread(thread.id, alice)).toEqual(thread);
    });

    it('gives a thread without a title back without one', async () => {
      const thread = await savedThread();
      expect(await store.loadThread(thread.id, alice)).not.toHaveProperty('title');
    });

    it('overwrites a thread that is saved again, and keeps its place in the list', async () => {
      const [first, second] = [await savedThread({ title: 'one' }), await savedThread()];
      await store.saveThread({ ...first, title: 'two', metadata: { a: 1 } }, alice);
      expect(await store.loadThread(first.id, alice)).toEqual({ ...first, title: 'two', metadata: { a: 1 } });
      expect(idsOf(await store.loadThreads(all, alice))).toEqual([first.id, second.id]);
    });

    it('ignores items that a saved thread carries', async () => {
      const thread = { ...newThread(), items: { data: [userMessage('x')], has_more: false } };
      await store.saveThread(thread, alice);
      expect(await store.loadThread(thread.id, alice)).not.toHaveProperty('items');
      expect(await itemIds(thread.id)).toEqual([]);
    });

    it('gives items of every kind back as they were added, in order', async () => {
      const { id } = await savedThread();
      const items = [userMessage(id), assistantMessage(id), widgetItem(id), hiddenNote(id)];
      await savedItems(id, ...items);
      expect((await store.loadThreadItems(id, all, alice)).data).toEqual(items);
      expect(await itemIds(id, { order: 'desc' })).toEqual(items.map((item) => item.id).reverse());
      expect(await store.loadItem(id, items[2]!.id, alice)).toEqual(items[2]);
    });

    it.each(['addThreadItem', 'saveItem'] as const)(
      '%s updates an item in place, type included',
      async (method) => {
        const { id } = await savedThread();
        const [first] = await savedItems(id, hiddenNote(id), userMessage(id));
        const updated = assistantMessage(id, 'new', { id: first!.id });
        await store[method](id, updated, alice);
        const { data } = await store.loadThreadItems(id, all, alice);
        expect(data[0]).toEqual(updated);
        expect(data).toHaveLength(2);
      },
    );

    it('appends an item that is saved and not there', async () => {
      const { id } = await savedThread();
      const [first] = await savedItems(id, userMessage(id));
      const second = assistantMessage(id);
      await store.saveItem(id, second, alice);
      expect(await itemIds(id)).toEqual([first!.id, second.id]);
    });

    it('lets two threads have items of the same id', async () => {
      const [one, two] = [await savedThread(), await savedThread()];
      const item = userMessage(one.id, 'in one');
      await savedItems(one.id, item);
      await savedItems(two.id, {
        ...item,
        thread_id: two.id,
        content: [{ type: 'input_text', text: 'in two' }],
      });
      expect(await store.loadItem(one.id, item.id, alice)).toEqual(item);
      expect(await store.loadItem(two.id, item.id, alice)).toMatchObject({ thread_id: two.id });
    });

    it('gives out copies', async () => {
      const thread = await savedThread({ metadata: { list: [1] } });
      const [item] = await savedItems(thread.id, userMessage(thread.id, 'kept'));
      (await store.loadThread(thread.id, alice)).metadata.list = 'changed';
      const loaded = await store.loadItem(thread.id, item!.id, alice);
      Object.assign((loaded as { content: object[] }).content[0]!, { text: 'changed' });
      expect(await store.loadThread(thread.id, alice)).toEqual(thread);
      expect(await store.loadItem(thread.id, item!.id, alice)).toEqual(item);
    });

    it('deletes a thread with its items, and an item alone, and does not mind when there is none', async () => {
      const { id } = await savedThread();
      const [first, second] = await savedItems(id, userMessage(id), userMessage(id));
      await store.deleteThreadItem(id, first!.id, alice);
      await store.deleteThreadItem(id, first!.id, alice);
      expect(await itemIds(id)).toEqual([second!.id]);
      await store.deleteThread(id, alice);
      await store.deleteThread(id, alice);
      await expect(store.loadThread(id, alice)).rejects.toMatchObject({ resource: 'thread' });
      await expect(store.loadItem(id, second!.id, alice)).rejects.toMatchObject({ resource: 'item' });
      await store.saveThread(newThread({ id }), alice);
      expect(await itemIds(id)).toEqual([]);
    });

    it('keeps records of attachments', async () => {
      const { id: thread_id } = await savedThread();
      const file = { type: 'file', id: newId('attachment'), name: 'a.txt', mime_type: 'text/plain' } as const;
      const image = {
        ...file,
        type: 'image',
        id: newId('attachment'),
        preview_url: 'https://example.com/x.png',
        upload_descriptor: { url: 'https://example.com/up', method: 'PUT', headers: { a: 'b' } },
        metadata: { size: 3 },
      } as const;
      await store.saveAttachment(file, alice);
      await store.saveAttachment(image, alice);
      expect(await store.loadAttachment(file.id, alice)).toEqual(file);
      expect(await store.loadAttachment(image.id, alice)).toEqual(image);
      await store.saveAttachment({ ...file, thread_id }, alice);
      expect(await store.loadAttachment(file.id, alice)).toEqual({ ...file, thread_id });
      await store.deleteThread(thread_id, alice);
      expect(await store.loadAttachment(file.id, alice)).toEqual(file);
      await store.deleteAttachment(file.id, alice);
      await store.deleteAttachment(file.id, alice);
      await expect(store.loadAttachment(file.id, alice)).rejects.toMatchObject({ resource: 'attachment' });
    });

    it.each<Order>(['asc', 'desc'])(
      'pages threads in %s order, each once and the last without a cursor',
      async (order) => {
        const ids = [];
        for (let index = 0; index < 5; index++) ids.push((await savedThread()).id);
        if (order === 'desc') ids.reverse();
        const first = await store.loadThreads({ limit: 2, order }, alice);
        expect(first).toMatchObject({ has_more: true, after: ids[1] });
        const second = await store.loadThreads({ limit: 2, order, after: first.after }, alice);
        const third = await store.loadThreads({ limit: 2, order, after: second.after }, alice);
        expect([first, second, third].flatMap(idsOf)).toEqual(ids);
        expect(third).toEqual({ data: [expect.objectContaining({ id: ids[4] })], has_more: false });
        expect(await store.loadThreads({ limit: 2, order, after: ids[4] }, alice)).toEqual({
          data: [],
          has_more: false,
        });
      },
    );

    it('says that there is no more when a page ends with the last row', async () => {
      const { id } = await savedThread();
      await savedItems(id, userMessage(id), userMessage(id));
      expect(await store.loadThreadItems(id, { limit: 2, order: 'asc' }, alice)).toMatchObject({
        has_more: false,
      });
      expect(await store.loadThreadItems(id, { limit: 2, order: 'asc' }, alice)).not.toHaveProperty('after');
    });

    it.each<Order>(['asc', 'desc'])(
      'pages items in %s order, with hidden ones and full pages without',
      async (order) => {
        const { id } = await savedThread();
        const items = [];
        for (let index = 0; index < 6; index++) items.push(hiddenNote(id), hiddenNote(id), userMessage(id));
        await savedItems(id, ...items);
        const walk = async (visibleOnly: boolean) => {
          const pages: Page<ThreadItem>[] = [];
          for (let after: string | undefined, more = true; more; more = pages.at(-1)!.has_more) {
            pages.push(await store.loadThreadItems(id, { limit: 4, order, visibleOnly, after }, alice));
            after = pages.at(-1)!.after;
          }
          return pages;
        };
        const ordered = order === 'asc' ? items : items.toReversed();
        expect((await walk(false)).flatMap(idsOf)).toEqual(ordered.map((item) => item.id));
        const visible = await walk(true);
        expect(visible.map(({ data }) => data.length)).toEqual([4, 2]);
        expect(visible.flatMap(idsOf)).toEqual(
          ordered.filter(({ type }) => type === 'user_message').map((item) => item.id),
        );
        // A hidden item is a cursor like any other.
        expect(
          (await itemIds(id, { order, visibleOnly: true, after: ordered[0]!.id })).length,
        ).toBeGreaterThan(4);
      },
    );

    it('gives no page that is empty and has more', async () => {
      const { id } = await savedThread();
      await savedItems(id, ...Array.from({ length: 5 }, () => hiddenNote(id)));
      const page = await store.loadThreadItems(id, { limit: 2, order: 'asc', visibleOnly: true }, alice);
      expect(page).toEqual({ data: [], has_more: false });
    });

    it('refuses a cursor that is unknown, deleted or of another thread', async () => {
      const [one, two] = [await savedThread(), await savedThread()];
      const [item] = await savedItems(one.id, userMessage(one.id));
      await savedItems(two.id, userMessage(two.id));
      for (const after of [item!.id, 'msg_none', one.id]) {
        await expect(itemIds(two.id, { after })).rejects.toMatchObject({ resource: 'cursor' });
      }
      await store.deleteThread(one.id, alice);
      await expect(store.loadThreads({ ...all, after: one.id }, alice)).rejects.toMatchObject({
        resource: 'cursor',
      });
    });

    it('makes ids with the prefixes of the protocol', () => {
      const kinds = ['message', 'tool_call', 'workflow', 'task', 'sdk_hidden_context'] as const;
      const ids = [
        store.generateThreadId(alice),
        ...kinds.map((kind) => store.generateItemId(kind, newThread(), alice)),
      ];
      expect(ids.map((id) => id.split('_')[0])).toEqual(['thr', 'msg', 'tc', 'wf', 'tsk', 'shcx']);
    });
  });
}
