import assert from 'node:assert/strict';
import type { Order } from '../../protocol/page.js';
import { assertSame, assertUnknown } from '../assertions.js';
import { userMessage } from '../builders.js';
import { forEach } from '../contract.js';
import { everything, idsOf, sameMoment, walkPages, type StoreCases, type StoreScene } from './scene.js';

const orders = ['asc', 'desc'] as const satisfies Order[];
const inOrder = <Row>(rows: readonly Row[], order: Order) =>
  order === 'asc' ? [...rows] : rows.toReversed();

/** Pages of threads and of items: each row once, in the order in which it was added, and a clear end. */
export const pageCases: StoreCases = {
  ...forEach(orders, (order) => ({
    async [`pages threads in ${order} order, the last page without a cursor [E200]`](scene: StoreScene) {
      const { store, alice, saveThread } = scene;
      const threads = [];
      for (let index = 0; index < 3; index++) threads.push(await saveThread(sameMoment));
      const expected = inOrder(threads, order);
      const first = await store.loadThreads({ limit: 2, order }, alice);
      assertSame(first, { data: expected.slice(0, 2), has_more: true, after: expected[1]!.id });
      const second = await store.loadThreads({ limit: 2, order, after: first.after }, alice);
      assertSame(second, { data: expected.slice(2), has_more: false });
      const third = await store.loadThreads({ limit: 2, order, after: expected[2]!.id }, alice);
      assertSame(third, { data: [], has_more: false });
    },

    async [`gives 25 threads in ${order} order as 20 and 5 [E45 E47]`]({ store, alice, saveThread }) {
      const ids = [];
      for (let index = 0; index < 25; index++) ids.push((await saveThread(sameMoment)).id);
      const pages = await walkPages((after) => store.loadThreads({ limit: 20, order, after }, alice));
      assertSame(
        pages.map(({ data, has_more }) => [data.length, has_more]),
        [
          [20, true],
          [5, false],
        ],
      );
      assert.equal(pages[0]!.after, pages[0]!.data[19]!.id);
      assertSame(pages.flatMap(idsOf), inOrder(ids, order));
    },

    async [`gives 26 items of one moment in ${order} order as 20 and 6 [E49 E203]`]({
      store,
      alice,
      saveThread,
      addItems,
    }) {
      const { id } = await saveThread();
      const items = await addItems(id, ...messages(id, 26));
      const first = await store.loadThreadItems(id, { limit: 20, order }, alice);
      assertSame([first.data.length, first.has_more, first.after], [20, true, first.data[19]!.id]);
      const rest = await store.loadThreadItems(id, { limit: 20, order, after: first.data[19]!.id }, alice);
      assertSame([rest.data.length, rest.has_more, rest.after], [6, false, undefined]);
      assertSame([...first.data, ...rest.data], inOrder(items, order));
    },

    async [`goes on in ${order} order after any row, also when rows before it are gone [E202]`](
      scene: StoreScene,
    ) {
      const { store, alice, saveThread, addItems, itemIds } = scene;
      const { id } = await saveThread();
      const ids = (await addItems(id, ...messages(id, 5))).map((item) => item.id);
      const [first, second, third, ...rest] = inOrder(ids, order);
      assertSame(await itemIds(id, { order, after: second }), [third, ...rest]);
      await store.deleteThreadItem(id, first!, alice);
      await store.deleteThreadItem(id, second!, alice);
      assertSame(await itemIds(id, { order, after: third }), rest);
    },
  })),

  async 'gives items in one order exactly as in the other, reversed [E201]'({
    saveThread,
    addItems,
    itemIds,
  }) {
    const { id } = await saveThread();
    const items = await addItems(id, ...messages(id, 7));
    const ascending = await itemIds(id);
    assertSame(
      ascending,
      items.map((item) => item.id),
    );
    assertSame(await itemIds(id, { order: 'desc' }), ascending.toReversed());
  },

  async 'orders rows by when they were added, and not by what their dates say (row 84)'({
    store,
    alice,
    saveThread,
    addItems,
    itemIds,
  }) {
    const later = await saveThread({ created_at: '2026-01-02T00:00:00.000Z' });
    const earlier = await saveThread({ created_at: '2026-01-01T00:00:00.000Z' });
    assertSame(idsOf(await store.loadThreads(everything, alice)), [later.id, earlier.id]);
    const [new_, old] = await addItems(
      later.id,
      userMessage(later.id, 'new', { created_at: '2026-01-02T00:00:00.000Z' }),
      userMessage(later.id, 'old', { created_at: '2026-01-01T00:00:00.000Z' }),
    );
    assertSame(await itemIds(later.id), [new_.id, old.id]);
  },

  async 'says that there is no more when a page ends with the last row'({
    store,
    alice,
    saveThread,
    addItems,
  }) {
    const { id } = await saveThread();
    await addItems(id, ...messages(id, 2));
    const page = await store.loadThreadItems(id, { limit: 2, order: 'asc' }, alice);
    assertSame([page.data.length, page.has_more, page.after], [2, false, undefined]);
  },

  async 'gives an empty page where there is nothing'({ store, alice, saveThread }) {
    assertSame(await store.loadThreads(everything, alice), { data: [], has_more: false });
    const { id } = await saveThread();
    assertSame(await store.loadThreadItems(id, everything, alice), { data: [], has_more: false });
  },

  async 'refuses a cursor that is unknown, deleted or of another thread'({
    store,
    alice,
    saveThread,
    addItems,
    itemIds,
  }) {
    const [one, two] = [await saveThread(), await saveThread()];
    const [item] = await addItems(one.id, userMessage(one.id));
    const [gone] = await addItems(two.id, ...messages(two.id, 2));
    await store.deleteThreadItem(two.id, gone!.id, alice);
    for (const after of [item.id, gone!.id, 'msg_none', one.id]) {
      for (const order of orders) await assertUnknown(itemIds(two.id, { order, after }), 'cursor');
    }
    await store.deleteThread(one.id, alice);
    for (const after of [one.id, 'thr_none']) {
      for (const order of orders) {
        await assertUnknown(store.loadThreads({ limit: 2, order, after }, alice), 'cursor');
      }
    }
  },
};

const messages = (threadId: string, count: number) =>
  Array.from({ length: count }, (_, index) => userMessage(threadId, `number ${index}`, sameMoment));
