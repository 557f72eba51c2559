import assert from 'node:assert/strict';
import { assertSame, assertUnknown } from '../assertions.js';
import { newThread, userMessage } from '../builders.js';
import { everything, idsOf, type StoreCases } from './scene.js';

/** Threads: saved, loaded, saved again, deleted. */
export const threadCases: StoreCases = {
  async 'gives a thread back as it was saved [E194]'({ store, alice, saveThread }) {
    const thread = await saveThread({
      title: 'Groceries',
      metadata: { previous: { id: 1 }, list: [1, 'two', null] },
      allowed_image_domains: ['example.com'],
      status: { type: 'locked', reason: 'done' },
    });
    assertSame(await store.loadThread(thread.id, alice), thread);
  },

  async 'gives a thread without a title back without one, and an empty title back as it is [E195]'({
    store,
    alice,
    saveThread,
  }) {
    const [untitled, empty] = [await saveThread(), await saveThread({ title: '' })];
    assert.equal((await store.loadThread(untitled.id, alice)).title, undefined);
    assert.equal((await store.loadThread(empty.id, alice)).title, '');
  },

  async 'overwrites a thread that is saved again, and keeps its place in the list [E196]'({
    store,
    alice,
    saveThread,
  }) {
    const [first, second] = [await saveThread({ title: 'one' }), await saveThread()];
    const changed = { ...first, title: 'two', metadata: { a: 1 } };
    await store.saveThread(changed, alice);
    assertSame(await store.loadThread(first.id, alice), changed);
    assertSame(idsOf(await store.loadThreads(everything, alice)), [first.id, second.id]);
  },

  async 'renames a thread and leaves the rest, for its owner alone'({ store, alice, mallory, saveThread }) {
    const thread = await saveThread({ metadata: { a: 1 }, status: { type: 'closed' } });
    await assertUnknown(store.renameThread(thread.id, 'mine', mallory), 'thread');
    const renamed = { ...thread, title: 'two' };
    assertSame(await store.renameThread(thread.id, 'two', alice), renamed);
    assertSame(await store.loadThread(thread.id, alice), renamed);
  },

  async 'changes of a thread what is to change, for its owner alone'({ store, alice, mallory, saveThread }) {
    const thread = await saveThread({
      title: 'one',
      metadata: { a: 1 },
      allowed_image_domains: ['a.example'],
    });
    const status = { type: 'closed' } as const;
    await assertUnknown(store.changeThread(thread.id, { status }, mallory), 'thread');
    const changed = { ...thread, status };
    assertSame(await store.changeThread(thread.id, { status }, alice), changed);
    const { allowed_image_domains: _, ...bare } = changed;
    assertSame(await store.changeThread(thread.id, { allowed_image_domains: undefined }, alice), bare);
    assertSame(await store.loadThread(thread.id, alice), bare);
  },

  async 'changes the title that is meant, and no other'({ store, alice, saveThread }) {
    const { id } = await saveThread();
    const change = async (from: string | undefined, to: string | undefined) =>
      (await store.changeThread(id, { title: { from, to } }, alice)).title;
    assert.equal(await change(undefined, 'one'), 'one');
    assert.equal(await change(undefined, 'two'), 'one');
    assert.equal(await change('one', 'three'), 'three');
    assert.equal((await store.loadThread(id, alice)).title, 'three');
    assert.equal(await change('three', undefined), undefined);
  },

  async 'forgets what a thread that is saved again no longer has'({ store, alice, saveThread }) {
    const { id, created_at } = await saveThread({
      title: 'one',
      allowed_image_domains: ['example.com'],
      metadata: { a: 1 },
      status: { type: 'closed' },
    });
    const bare = newThread({ id, created_at });
    await store.saveThread(bare, alice);
    assertSame(await store.loadThread(id, alice), bare);
  },

  async 'keeps the items of a thread that is saved again'({ store, alice, saveThread, addItems, itemIds }) {
    const thread = await saveThread();
    const [item] = await addItems(thread.id, userMessage(thread.id));
    await store.saveThread({ ...thread, title: 'two' }, alice);
    assertSame(await itemIds(thread.id), [item.id]);
  },

  async 'ignores items that a saved thread carries'({ store, alice, itemIds }) {
    const thread = { ...newThread(), items: { data: [userMessage('x')], has_more: false } };
    await store.saveThread(thread, alice);
    assert.ok(!('items' in (await store.loadThread(thread.id, alice))));
    assertSame(await itemIds(thread.id), []);
  },

  async 'takes in and gives out copies of threads'({ store, alice, saveThread }) {
    const given = await saveThread({ metadata: { list: [1] } });
    const saved = structuredClone(given);
    (given.metadata.list as number[]).push(2);
    const loaded = await store.loadThread(saved.id, alice);
    assertSame(loaded, saved);
    (loaded.metadata.list as number[]).push(3);
    (await store.loadThreads(everything, alice)).data[0]!.metadata.more = true;
    assertSame(await store.loadThread(saved.id, alice), saved);
  },

  async 'does not know a thread that was never saved'({ store, alice }) {
    const { id } = newThread();
    await assertUnknown(store.loadThread(id, alice), 'thread');
    await assertUnknown(store.loadThreadItems(id, everything, alice), 'thread');
    await assertUnknown(store.addThreadItem(id, userMessage(id), alice), 'thread');
    await assertUnknown(store.saveItem(id, userMessage(id), alice), 'thread');
  },

  async 'deletes a thread with its items, and does not mind when there is none'({
    store,
    alice,
    saveThread,
    addItems,
    itemIds,
  }) {
    const [{ id }, other] = [await saveThread(), await saveThread()];
    const [item] = await addItems(id, userMessage(id));
    const [kept] = await addItems(other.id, userMessage(other.id));
    await store.deleteThread(id, alice);
    await store.deleteThread(id, alice);
    await assertUnknown(store.loadThread(id, alice), 'thread');
    await assertUnknown(store.loadItem(id, item.id, alice), 'item');
    await store.saveThread(newThread({ id }), alice);
    assertSame(await itemIds(id), []);
    assertSame(await itemIds(other.id), [kept.id]);
  },
};
