import assert from 'node:assert/strict';
import { newId } from '../../protocol/ids.js';
import type { ResourceKind } from '../../protocol/errors.js';
import type { Principal } from '../../turns/principal.js';
import { assertSame, assertUnknown } from '../assertions.js';
import { fileAttachment, newThread, toolCall, userMessage } from '../builders.js';
import { forEach } from '../contract.js';
import { everything, type StoreCases, type StoreScene } from './scene.js';

/** What Alice has filed her thread under. */
const externalId = 'hers';

/** Alice's thread, item and attachment, and a thread and an item of a stranger's own. */
async function arrange({ store, alice }: StoreScene, stranger: Principal) {
  const [thread, own] = [newThread({ title: 'mine' }), newThread({ title: 'own' })];
  const [item, ownItem] = [userMessage(thread.id, 'mine'), userMessage(own.id, 'own')];
  const call = toolCall(thread.id);
  const attachment = fileAttachment({ name: 'mine' });
  await store.addThread(thread, { externalId }, alice);
  await store.addThreadItem(thread.id, item, alice);
  await store.addThreadItem(thread.id, call, alice);
  await store.saveFeedback(thread.id, [item.id], 'positive', alice);
  await store.saveAttachment(attachment, alice);
  await store.saveThread(own, stranger);
  await store.addThreadItem(own.id, ownItem, stranger);
  const assertUntouched = async () => {
    assertSame(await store.loadThread(thread.id, alice), thread);
    assertSame((await store.loadThreads(everything, alice)).data, [thread]);
    assertSame((await store.loadThreadItems(thread.id, everything, alice)).data, [item, call]);
    assertSame(await store.loadItem(thread.id, item.id, alice), item);
    assertSame(await store.loadPendingToolCalls(thread.id, alice), [call]);
    assertSame(await store.loadFeedback(thread.id, alice), [{ item_id: item.id, kind: 'positive' }]);
    assertSame(await store.loadAttachment(attachment.id, alice), attachment);
  };
  return { store, thread, item, attachment, own, ownItem, assertUntouched };
}
type Things = Awaited<ReturnType<typeof arrange>>;
type Call = (things: Things, who: Principal) => Promise<unknown>;

/**
 * Calls that name something of Alice's. A stranger gets exactly the error of a thing that does not exist, Alice's
 * own call works, and afterwards everything of hers is as it was.
 */
const refused: Readonly<Record<string, [kinds: ResourceKind[], call: Call]>> = {
  'loadThread [E206]': [['thread'], (t, who) => t.store.loadThread(t.thread.id, who)],
  'loadThreadItems [E207 Q42]': [
    ['thread'],
    (t, who) => t.store.loadThreadItems(t.thread.id, everything, who),
  ],
  'loadItem [E207]': [['item'], (t, who) => t.store.loadItem(t.thread.id, t.item.id, who)],
  loadAttachment: [['attachment'], (t, who) => t.store.loadAttachment(t.attachment.id, who)],
  saveThread: [['thread'], (t, who) => t.store.saveThread(t.thread, who)],
  renameThread: [['thread'], (t, who) => t.store.renameThread(t.thread.id, 'mine', who)],
  editThread: [['thread'], (t, who) => t.store.editThread(t.thread.id, { title: 'mine' }, who)],
  findThreadId: [['thread'], (t, who) => t.store.findThreadId(externalId, who)],
  loadThreadSummary: [['thread'], (t, who) => t.store.loadThreadSummary(t.thread.id, who)],
  'loadThreadSummaries, as a cursor': [
    ['cursor'],
    (t, who) => t.store.loadThreadSummaries({ ...everything, after: t.thread.id }, who),
  ],
  changeThread: [['thread'], (t, who) => t.store.changeThread(t.thread.id, { metadata: {} }, who)],
  addThreadItem: [['thread'], (t, who) => t.store.addThreadItem(t.thread.id, t.item, who)],
  saveItem: [['thread'], (t, who) => t.store.saveItem(t.thread.id, t.item, who)],
  saveFeedback: [
    ['thread', 'item'],
    (t, who) => t.store.saveFeedback(t.thread.id, [t.item.id], 'positive', who),
  ],
  saveAttachment: [['attachment'], (t, who) => t.store.saveAttachment(t.attachment, who)],
  'loadThreads, as a cursor': [
    ['cursor'],
    (t, who) => t.store.loadThreads({ ...everything, after: t.thread.id }, who),
  ],
  'loadThreadItems, with a cursor': [
    // Of the two that are unknown, the one that is looked up first.
    ['thread', 'cursor'],
    (t, who) => t.store.loadThreadItems(t.thread.id, { ...everything, after: t.item.id }, who),
  ],
};

/** Calls that reach for something of Alice's from within a thread of the stranger's own, or with an item of his own. */
const refusedFromWithin: Readonly<Record<string, [kinds: ResourceKind[], call: Call]>> = {
  'loadItem, through a thread of his own': [['item'], (t, who) => t.store.loadItem(t.own.id, t.item.id, who)],
  'loadItem, of his own through the thread': [
    ['item'],
    (t, who) => t.store.loadItem(t.thread.id, t.ownItem.id, who),
  ],
  'loadThreadItems, as a cursor in a thread of his own': [
    ['cursor'],
    (t, who) => t.store.loadThreadItems(t.own.id, { ...everything, after: t.item.id }, who),
  ],
  'addThreadItem, of an item of his own': [
    ['thread'],
    (t, who) => t.store.addThreadItem(t.thread.id, t.ownItem, who),
  ],
  'saveItem, of an item of his own': [['thread'], (t, who) => t.store.saveItem(t.thread.id, t.ownItem, who)],
  'saveFeedback, on an item of hers in a thread of his own': [
    ['item'],
    (t, who) => t.store.saveFeedback(t.own.id, [t.ownItem.id, t.item.id], 'negative', who),
  ],
  'saveFeedback, on an item of his own in her thread': [
    ['thread', 'item'],
    (t, who) => t.store.saveFeedback(t.thread.id, [t.ownItem.id], 'negative', who),
  ],
  'saveAttachment, as the thread of his own file': [
    ['attachment', 'thread'],
    (t, who) => t.store.saveAttachment(fileAttachment({ thread_id: t.thread.id }), who),
  ],
  'saveAttachment, as the thread of a file, one that does not exist': [
    ['attachment', 'thread'],
    (t, who) => t.store.saveAttachment(fileAttachment({ thread_id: newId('thread') }), who),
  ],
};

/** Calls that work and must not reach what is Alice's. */
const harmless: Readonly<Record<string, Call>> = {
  'addThread, under her external id': (t, who) => t.store.addThread(newThread(), { externalId }, who),
  deleteThread: (t, who) => t.store.deleteThread(t.thread.id, who),
  deleteThreadItem: (t, who) => t.store.deleteThreadItem(t.thread.id, t.item.id, who),
  'deleteThreadItem, through a thread of his own': (t, who) =>
    t.store.deleteThreadItem(t.own.id, t.item.id, who),
  deleteAttachment: (t, who) => t.store.deleteAttachment(t.attachment.id, who),
  'saveItem, with the id of her item in a thread of his own': (t, who) =>
    t.store.saveItem(t.own.id, { ...t.item, content: [] }, who),
  'addThreadItem, with an item that names her thread': (t, who) =>
    t.store.addThreadItem(t.own.id, userMessage(t.thread.id), who),
};

/** Calls that give a list, which is empty for a stranger. */
const empty: Readonly<Record<string, Call>> = {
  loadPendingToolCalls: (t, who) => t.store.loadPendingToolCalls(t.thread.id, who),
  loadFeedback: (t, who) => t.store.loadFeedback(t.thread.id, who),
  'loadFeedback, on a thread of his own': (t, who) => t.store.loadFeedback(t.own.id, who),
};

/** Who is no principal, whatever a caller that is not checked hands in. */
const nobodies: readonly unknown[] = [
  undefined,
  {},
  { userId: undefined },
  { userId: null },
  { userId: '' },
  { userId: 1 },
];

/** Somebody else's is unknown, in every place where an id is taken. */
export const ownershipCases: StoreCases = {
  ...forEach(
    [
      ["somebody else's", ({ mallory }: StoreScene) => mallory],
      ['what a namesake in another tenant has', ({ namesake }: StoreScene) => namesake],
    ] as const,
    ([whose, strangerOf]) => strangerCases(whose, strangerOf),
  ),

  async 'nobody is refused by every call, before anything is read or written'(scene) {
    const things = await arrange(scene, scene.mallory);
    const calls = [...Object.values(refused).map(([, call]) => call), ...Object.values(harmless)];
    const lists: Call[] = [...Object.values(empty), (t, who) => t.store.loadThreads(everything, who)];
    for (const call of [...calls, ...lists]) {
      for (const nobody of nobodies) {
        await assert.rejects(async () => call(things, nobody as Principal), `${String(call)} took nobody.`);
      }
    }
    await things.assertUntouched();
  },
};

function strangerCases(whose: string, strangerOf: (scene: StoreScene) => Principal): StoreCases {
  /** One case for each of some calls. */
  const casesOf = <Value>(
    calls: Readonly<Record<string, Value>>,
    check: (value: Value, things: Things, stranger: Principal, scene: StoreScene) => Promise<void>,
  ): StoreCases =>
    Object.fromEntries(
      Object.entries(calls).map(([call, value]) => [
        `${whose} is unknown to ${call}`,
        async (scene: StoreScene) => {
          const stranger = strangerOf(scene);
          const things = await arrange(scene, stranger);
          await check(value, things, stranger, scene);
          await things.assertUntouched();
        },
      ]),
    );
  return {
    ...casesOf(refused, async ([kinds, call], things, stranger, { alice }) => {
      await assertUnknown(call(things, stranger), ...kinds);
      await call(things, alice);
    }),

    ...casesOf(refusedFromWithin, async ([kinds, call], things, stranger) => {
      await assertUnknown(call(things, stranger), ...kinds);
    }),

    ...casesOf(harmless, async (call, things, stranger) => {
      await call(things, stranger);
    }),

    ...casesOf(empty, async (call, things, stranger) => {
      assertSame(await call(things, stranger), []);
    }),

    async [`${whose} is in no list of threads`](scene) {
      const { store, own } = await arrange(scene, strangerOf(scene));
      assertSame((await store.loadThreads(everything, strangerOf(scene))).data, [own]);
      const { data } = await store.loadThreadSummaries(everything, strangerOf(scene));
      assertSame(
        data.map(({ id }) => id),
        [own.id],
      );
    },
  };
}
