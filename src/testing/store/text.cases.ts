import assert from 'node:assert/strict';
import type { UserMessageItem } from '../../protocol/items.js';
import { assertSame, assertUnknown } from '../assertions.js';
import { newThread, userMessage } from '../builders.js';
import { forEach } from '../contract.js';
import type { StoreCases, StoreScene } from './scene.js';

const byteOrderMark = '\uFEFF';
const replacement = '\uFFFD';

const texts: readonly (readonly [what: string, text: string])[] = [
  ['an emoji of several code points', '👩‍👩‍👧‍👦 ok'],
  ['combining and composed letters', 'e\u0301 é'],
  ['right-to-left text', 'שלום \u202Eabc'],
  ['quotes, backslashes and what looks like escapes', `'"\\ \\u0000 \\n $1 %s ; --`],
  ['control characters', 'a\u0001\u001f\u007f\r\n\tb'],
  ['the edges of Unicode', '\u0080\uFFFE\uFFFF\u{10FFFF}'],
  ['nothing', ''],
  ['60,000 characters', 'ä'.repeat(60_000)],
];

/** What was stored is what is read, for text and JSON that storages are known to trip over. */
export const textCases: StoreCases = {
  ...forEach(texts, ([what, text]) => ({
    async [`keeps ${what}`](scene: StoreScene) {
      assertSame(await roundTrip(scene, text), stored(text));
    },
  })),

  async 'replaces NUL and lone surrogates, in keys too'(scene) {
    for (const broken of ['a\0b', 'a\uD800b', 'a\uDC00b']) {
      assertSame(await roundTrip(scene, broken), stored(`a${replacement}b`));
    }
  },

  async 'keeps a byte order mark in a message'(scene) {
    const { text } = await roundTrip(scene, `${byteOrderMark}a${byteOrderMark}`);
    assert.equal(text, `${byteOrderMark}a${byteOrderMark}`);
  },

  async 'keeps keys that mean something to JavaScript as mere keys'({ store, alice }) {
    const metadata = JSON.parse('{"__proto__":{"admin":true},"constructor":1,"toString":null}') as object;
    const thread = newThread({ metadata: metadata as Record<string, unknown> });
    await store.saveThread(thread, alice);
    const loaded = (await store.loadThread(thread.id, alice)).metadata;
    assertSame(Object.keys(loaded).sort(), ['__proto__', 'constructor', 'toString']);
    assert.equal(({} as { admin?: boolean }).admin, undefined);
    assert.equal((Object.getPrototypeOf(loaded) as { admin?: boolean } | null)?.admin, undefined);
  },

  async 'takes an id that no database could hold for an unknown one'({ store, alice }) {
    for (const id of ['thr_\0', 'thr_\uD800', 'x'.repeat(20_000), "' OR 1=1 --", '']) {
      await assertUnknown(store.loadThread(id, alice), 'thread');
      await assertUnknown(store.loadItem(id, id, alice), 'item');
      await assertUnknown(store.loadAttachment(id, alice), 'attachment');
      await assertUnknown(store.loadThreads({ limit: 2, order: 'asc', after: id }, alice), 'cursor');
      await store.deleteThread(id, alice);
    }
  },

  async 'keeps 64 levels of nesting'({ store, alice }) {
    const thread = newThread({ metadata: { deep: nested(63) } });
    await store.saveThread(thread, alice);
    assertSame(await store.loadThread(thread.id, alice), thread);
  },

  async 'refuses more than 64 levels of nesting, and stores nothing of it'({
    store,
    alice,
    saveThread,
    itemIds,
  }) {
    const thread = await saveThread();
    for (const levels of [64, 8_000]) {
      const item = { ...userMessage(thread.id), content: nested(levels) } as unknown as UserMessageItem;
      await assert.rejects(store.saveThread({ ...thread, metadata: { deep: nested(levels) } }, alice));
      await assert.rejects(store.addThreadItem(thread.id, item, alice));
      await assert.rejects(store.saveItem(thread.id, item, alice));
    }
    assertSame(await store.loadThread(thread.id, alice), thread);
    assertSame(await itemIds(thread.id), []);
  },

  async 'keeps a message of many words, whatever a search index makes of it'(scene) {
    const words = Array.from({ length: 150_000 }, (_, index) => index.toString(36)).join('\n');
    assert.equal((await roundTrip(scene, words)).text, words);
  },
};

/** What comes back of a text as a message, and of a shorter one as title, key and value of metadata as well. */
async function roundTrip({ store, alice }: StoreScene, text: string) {
  const metadata = { [text || 'empty']: [text] };
  const thread = newThread(text.length > 100_000 ? {} : { title: text, metadata });
  await store.saveThread(thread, alice);
  const item = userMessage(thread.id, text);
  await store.addThreadItem(thread.id, item, alice);
  const loaded = await store.loadItem(thread.id, item.id, alice);
  const [part] = loaded.type === 'user_message' ? loaded.content : [];
  const read = await store.loadThread(thread.id, alice);
  return { text: part?.text, title: read.title, metadata: read.metadata };
}

const stored = (text: string) => ({ text, title: text, metadata: { [text || 'empty']: [text] } });

const nested = (levels: number): unknown => {
  let value: unknown = 'x';
  for (let level = 0; level < levels; level++) value = [value];
  return value;
};
