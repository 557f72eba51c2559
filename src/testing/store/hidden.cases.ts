import assert from 'node:assert/strict';
import type { Order } from '../../protocol/page.js';
import { assertSame } from '../assertions.js';
import { hiddenNote, userMessage } from '../builders.js';
import { forEach } from '../contract.js';
import { idsOf, walkPages, type StoreCases, type StoreScene } from './scene.js';

/** Hidden items: there for the model, and left out of a page for people before it is cut. */
export const hiddenCases: StoreCases = forEach<Order, StoreScene>(['asc', 'desc'], (order) => ({
  async [`gives hidden items in ${order} order, unless they are not wanted`](scene) {
    const { items, idsWith } = await arrange(scene, order);
    assertSame(
      (await idsWith(false)).flat(),
      items.map(({ id }) => id),
    );
  },

  async [`fills pages in ${order} order when hidden items are left out [Q1]`](scene) {
    const { visible, idsWith } = await arrange(scene, order);
    const pages = await idsWith(true);
    assertSame(
      pages.map((ids) => ids.length),
      [4, 2],
    );
    assertSame(
      pages.flat(),
      visible.map(({ id }) => id),
    );
  },

  async [`goes on in ${order} order after a hidden item [Q2]`](scene) {
    const { items, visible } = await arrange(scene, order);
    const hidden = items.findIndex(({ type }, index) => index > 3 && type !== 'user_message');
    const after = items[hidden]!.id;
    const following = visible.filter((item) => items.indexOf(item) > hidden);
    assertSame(
      await scene.itemIds(items[0]!.thread_id, { order, after, visibleOnly: true }),
      following.map(({ id }) => id),
    );
  },

  async [`gives no page in ${order} order that is empty and has more [Q1]`]({
    store,
    alice,
    saveThread,
    addItems,
  }) {
    const { id } = await saveThread();
    await addItems(id, userMessage(id), ...Array.from({ length: 5 }, () => hiddenNote(id)), userMessage(id));
    const pages = await walkPages((after) =>
      store.loadThreadItems(id, { limit: 1, order, visibleOnly: true, after }, alice),
    );
    assert.deepEqual(
      pages.map(({ data }) => data.length),
      [1, 1],
    );
  },
}));

/** Six visible items, each behind two hidden ones, and pages of four. */
async function arrange({ store, alice, saveThread, addItems }: StoreScene, order: Order) {
  const { id } = await saveThread();
  const added = [];
  for (let index = 0; index < 6; index++) added.push(hiddenNote(id), hiddenNote(id), userMessage(id));
  await addItems(id, ...added);
  const items = order === 'asc' ? added : added.toReversed();
  const idsWith = async (visibleOnly: boolean) => {
    const pages = await walkPages((after) =>
      store.loadThreadItems(id, { limit: 4, order, visibleOnly, after }, alice),
    );
    return pages.map(idsOf);
  };
  return { items, visible: items.filter(({ type }) => type === 'user_message'), idsWith };
}
