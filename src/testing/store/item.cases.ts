import assert from 'node:assert/strict';
import type { UserMessageItem } from '../../protocol/items.js';
import { assertSame, assertUnknown } from '../assertions.js';
import { assistantMessage, hiddenNote, userMessage } from '../builders.js';
import { forEach } from '../contract.js';
import { itemOfEachType } from './every-item.js';
import { everything, type StoreCases, type StoreScene } from './scene.js';

/** Items of a thread: added, changed in place, loaded, deleted. */
export const itemCases: StoreCases = {
  async 'gives items of every type back as they were added, in order [E197]'({
    store,
    alice,
    saveThread,
    addItems,
  }) {
    const { id } = await saveThread();
    const items = await addItems(id, ...itemOfEachType(id));
    assertSame((await store.loadThreadItems(id, everything, alice)).data, items);
    for (const item of items) assertSame(await store.loadItem(id, item.id, alice), item);
  },

  ...forEach(['addThreadItem', 'saveItem'] as const, (method) => ({
    async [`${method} changes an item where it is, its type included [E204]`](scene: StoreScene) {
      const { store, alice, saveThread, addItems } = scene;
      const { id } = await saveThread();
      const [first, second] = await addItems(id, hiddenNote(id), userMessage(id));
      const changed = assistantMessage(id, 'new', { id: first.id });
      await store[method](id, changed, alice);
      assertSame(await store.loadItem(id, first.id, alice), changed);
      assertSame((await store.loadThreadItems(id, everything, alice)).data, [changed, second]);
    },

    async [`${method} appends an item that is not there`]({ store, alice, saveThread, addItems, itemIds }) {
      const { id } = await saveThread();
      const [first] = await addItems(id, userMessage(id));
      const second = assistantMessage(id, 'new');
      await store[method](id, second, alice);
      assertSame(await itemIds(id), [first.id, second.id]);
    },
  })),

  async 'shows an item that was hidden and is not any more, where it is'({ saveThread, addItems, itemIds }) {
    const { id } = await saveThread();
    const [note, message] = await addItems(id, hiddenNote(id), userMessage(id));
    assertSame(await itemIds(id, { visibleOnly: true }), [message.id]);
    await addItems(id, assistantMessage(id, 'shown', { id: note.id }));
    assertSame(await itemIds(id, { visibleOnly: true }), [note.id, message.id]);
  },

  async 'does not know an item that was never added [E205]'({ store, alice, saveThread }) {
    const { id } = await saveThread();
    await assertUnknown(store.loadItem(id, 'msg_none', alice), 'item');
    await assertUnknown(store.loadItem('thr_none', 'msg_none', alice), 'item');
  },

  async 'lets two threads have items of the same id'({ store, alice, saveThread, addItems }) {
    const [one, two] = [await saveThread(), await saveThread()];
    const [item] = await addItems(one.id, userMessage(one.id, 'in one'));
    const [twin] = await addItems(two.id, userMessage(two.id, 'in two', { id: item.id }));
    assertSame(await store.loadItem(one.id, item.id, alice), item);
    assertSame(await store.loadItem(two.id, item.id, alice), twin);
    await store.deleteThreadItem(two.id, item.id, alice);
    assertSame(await store.loadItem(one.id, item.id, alice), item);
  },

  async 'files an item under the thread it is added to, whatever the item says'({
    store,
    alice,
    saveThread,
    itemIds,
  }) {
    const [one, two] = [await saveThread(), await saveThread()];
    const item = userMessage(two.id);
    await store.addThreadItem(one.id, item, alice);
    assert.equal((await store.loadItem(one.id, item.id, alice)).thread_id, one.id);
    assertSame(await itemIds(two.id), []);
  },

  async 'takes in and gives out copies of items'({ store, alice, saveThread, addItems }) {
    const { id } = await saveThread();
    const [given] = await addItems(id, userMessage(id, 'kept'));
    const saved = structuredClone(given);
    changeText(given);
    const loaded = await store.loadItem(id, saved.id, alice);
    assertSame(loaded, saved);
    changeText(loaded as UserMessageItem);
    changeText((await store.loadThreadItems(id, everything, alice)).data[0] as UserMessageItem);
    assertSame(await store.loadItem(id, saved.id, alice), saved);
  },

  async 'deletes an item alone, and does not mind when there is none'({
    store,
    alice,
    saveThread,
    addItems,
    itemIds,
  }) {
    const { id } = await saveThread();
    const [first, second] = await addItems(id, userMessage(id), userMessage(id));
    await store.deleteThreadItem(id, first.id, alice);
    await store.deleteThreadItem(id, first.id, alice);
    await store.deleteThreadItem('thr_none', first.id, alice);
    assertSame(await itemIds(id), [second.id]);
    await assertUnknown(store.loadItem(id, first.id, alice), 'item');
  },
};

function changeText(item: UserMessageItem): void {
  item.content[0]!.text = 'changed';
}
