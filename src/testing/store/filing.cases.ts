import assert from 'node:assert/strict';
import { assertSame, assertUnknown } from '../assertions.js';
import { assistantMessage, hiddenNote, newThread, userMessage } from '../builders.js';
import { everything, idsOf, walkPages, type StoreCases } from './scene.js';

/** How people file their threads, and find them again. */
export const filingCases: StoreCases = {
  async 'adds a thread under an external id once for each person (row 161)'({ store, alice, mallory }) {
    const [first, second, theirs, plain] = [newThread(), newThread(), newThread(), newThread()];
    const filing = { externalId: '5' };
    assertSame(await store.addThread(first, filing, alice), { threadId: first.id, isNew: true });
    assertSame(await store.addThread(second, filing, alice), { threadId: first.id, isNew: false });
    assertSame(await store.addThread(theirs, filing, mallory), { threadId: theirs.id, isNew: true });
    assertSame(await store.addThread(plain, {}, alice), { threadId: plain.id, isNew: true });
    assert.equal(await store.findThreadId('5', alice), first.id);
    assert.equal(await store.findThreadId('5', mallory), theirs.id);
    await assertUnknown(store.loadThread(second.id, alice), 'thread');
    await assertUnknown(store.findThreadId('6', alice), 'thread');
  },

  async 'adds one of several threads that come under the same external id at once (row 161)'({
    store,
    alice,
  }) {
    const added = await Promise.all(
      [newThread(), newThread(), newThread(), newThread()].map((thread) =>
        store.addThread(thread, { externalId: 'once' }, alice),
      ),
    );
    assert.equal(added.filter(({ isNew }) => isNew).length, 1);
    assert.equal(new Set(added.map(({ threadId }) => threadId)).size, 1);
    assert.equal((await store.loadThreads(everything, alice)).data.length, 1);
  },

  async 'gives an external id free with its thread'({ store, alice }) {
    const [first, second] = [newThread(), newThread()];
    await store.addThread(first, { externalId: '5' }, alice);
    await store.deleteThread(first.id, alice);
    assertSame(await store.addThread(second, { externalId: '5' }, alice), {
      threadId: second.id,
      isNew: true,
    });
  },

  async 'keeps what a thread is filed under when a turn saves it'({ store, alice }) {
    const thread = newThread({ metadata: { own: true } });
    await store.addThread(thread, { externalId: 'crm-1', clientMetadata: { customer: '7' } }, alice);
    await store.editThread(thread.id, { archived: true }, alice);
    await store.saveThread({ ...thread, title: 'two' }, alice);
    await store.changeThread(thread.id, { metadata: { own: 2 } }, alice);
    const summary = await store.loadThreadSummary(thread.id, alice);
    const { title, metadata, external_id, client_metadata } = summary;
    assertSame(
      { title, metadata, external_id, client_metadata },
      { title: 'two', metadata: { own: 2 }, external_id: 'crm-1', client_metadata: { customer: '7' } },
    );
    assert.ok(summary.archived_at);
  },

  async 'edits what it is told to, for the owner alone'({ store, alice, mallory, saveThread }) {
    const thread = await saveThread({ title: 'one', metadata: { a: 1 } });
    await assertUnknown(store.editThread(thread.id, { title: 'mine' }, mallory), 'thread');
    await assertUnknown(store.loadThreadSummary(thread.id, mallory), 'thread');
    const edited = async (edits: Parameters<typeof store.editThread>[1]) => {
      await store.editThread(thread.id, edits, alice);
      const { title, client_metadata, archived_at } = await store.loadThreadSummary(thread.id, alice);
      return [title, client_metadata, archived_at !== undefined];
    };
    assertSame(await edited({ clientMetadata: { a: 'b' } }), ['one', { a: 'b' }, false]);
    assertSame(await edited({ title: 'two' }), ['two', { a: 'b' }, false]);
    assertSame(await edited({ archived: true }), ['two', { a: 'b' }, true]);
    assertSame(await edited({ title: null, clientMetadata: {} }), [undefined, {}, true]);
    assertSame(await edited({ archived: false }), [undefined, {}, false]);
    assertSame(await store.loadThread(thread.id, alice), newThread({ ...thread, title: undefined }));
  },

  async 'counts what was said, and no hidden item (row 66)'({ store, alice, saveThread, addItems }) {
    const { id } = await saveThread();
    const empty = await store.loadThreadSummary(id, alice);
    assertSame([empty.message_count, 'last_message_at' in empty], [0, false]);
    const [first, last] = ['2026-01-02T03:04:05.000Z', '2026-01-02T03:04:06.000Z'];
    await addItems(
      id,
      userMessage(id, 'Hi', { created_at: first }),
      hiddenNote(id),
      assistantMessage(id, 'Hello', { created_at: last }),
    );
    const { message_count, last_message_at } = await store.loadThreadSummary(id, alice);
    assertSame({ message_count, last_message_at }, { message_count: 2, last_message_at: last });
    assertSame((await store.loadThreadSummaries(everything, alice)).data, [
      await store.loadThreadSummary(id, alice),
    ]);
  },

  async 'leaves an archived thread out of the list, and brings it back (row 95)'({
    store,
    alice,
    saveThread,
  }) {
    const [kept, archived] = [await saveThread(), await saveThread()];
    await store.editThread(archived.id, { archived: true }, alice);
    assertSame(idsOf(await store.loadThreads(everything, alice)), [kept.id]);
    const found = async (wanted?: boolean) =>
      idsOf(await store.loadThreadSummaries({ ...everything, archived: wanted }, alice));
    assertSame(await found(true), [archived.id]);
    assertSame(await found(false), [kept.id]);
    assertSame(await found(), [kept.id, archived.id]);
    assertSame(idsOf(await store.loadThreads({ ...everything, after: archived.id }, alice)), []);
    await store.editThread(archived.id, { archived: false }, alice);
    assertSame(idsOf(await store.loadThreads(everything, alice)), [kept.id, archived.id]);
  },

  async 'finds threads by their status and by words (row 98)'({
    store,
    alice,
    mallory,
    saveThread,
    addItems,
  }) {
    const titled = await saveThread({ title: 'Groceries of Monday' });
    const said = await saveThread({ status: { type: 'closed' } });
    await addItems(said.id, userMessage(said.id, 'Buy milk, and bread'), hiddenNote(said.id, 'secret milk'));
    const find = async (query: object, who = alice) =>
      idsOf(await store.loadThreadSummaries({ ...everything, ...query }, who));
    assertSame(await find({ words: 'monday' }), [titled.id]);
    assertSame(await find({ words: 'bread MILK' }), [said.id]);
    assertSame(await find({ words: 'milk monday' }), []);
    assertSame(await find({ words: 'secret' }), []);
    assertSame(await find({ words: 'milk' }, mallory), []);
    assertSame(await find({ status: 'closed' }), [said.id]);
    assertSame(await find({ status: 'active', words: 'milk' }), []);
  },

  async 'gives pages of summaries in either order, and refuses a foreign cursor'({
    store,
    alice,
    mallory,
    saveThread,
  }) {
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push((await saveThread()).id);
    for (const order of ['asc', 'desc'] as const) {
      const pages = await walkPages((after) => store.loadThreadSummaries({ limit: 2, order, after }, alice));
      assertSame(pages.flatMap(idsOf), order === 'asc' ? ids : ids.toReversed());
    }
    await assertUnknown(store.loadThreadSummaries({ ...everything, after: ids[0] }, mallory), 'cursor');
  },
};
