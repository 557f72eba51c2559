import type { Principal } from '../../src/turns/principal.js';
import type { ThreadStore } from '../../src/turns/thread-store.js';
import { newPerson, newThread, userMessage } from './thread-builders.js';

const bom = '\uFEFF';
const replacement = '\uFFFD';

/** What was stored is what is read, on every engine, for text that engines are known to trip over. */
export function describeTextIdentity(name: string, getStore: () => ThreadStore): void {
  describe(`${name} keeps text as it is:`, () => {
    let store: ThreadStore;
    let alice: Principal;

    beforeEach(() => {
      store = getStore();
      alice = newPerson();
    });

    const roundTrip = async (text: string) => {
      const thread = newThread({ title: text, metadata: { [text || 'empty']: [text] } });
      await store.saveThread(thread, alice);
      const item = userMessage(thread.id, text);
      await store.addThreadItem(thread.id, item, alice);
      const loaded = await store.loadItem(thread.id, item.id, alice);
      const [part] = loaded.type === 'user_message' ? loaded.content : [];
      const { title, metadata } = await store.loadThread(thread.id, alice);
      return { title, text: part?.text, metadata };
    };

    it.each([
      ['an emoji of several code points', '👩‍👩‍👧‍👦 ok'],
      ['combining and composed letters', 'e\u0301 é'],
      ['right-to-left text', 'שלום \u202Eabc'],
      ['quotes, backslashes and what looks like escapes', `'"\\ \\u0000 \\n $1 %s ; --`],
      ['control characters', 'a\u0001\u001f\u007f\r\n\tb'],
      ['the edges of Unicode', '\u0080\uFFFE\uFFFF\u{10FFFF}'],
      ['nothing', ''],
      ['60,000 characters', 'ä'.repeat(60_000)],
    ])('%s', async (_what, text) => {
      expect(await roundTrip(text)).toEqual({ title: text, text, metadata: { [text || 'empty']: [text] } });
    });

    it('NUL and lone surrogates become the replacement character, keys included', async () => {
      for (const broken of ['a\0b', 'a\uD800b', 'a\uDC00b']) {
        const fixed = `a${replacement}b`;
        expect(await roundTrip(broken)).toEqual({
          title: fixed,
          text: fixed,
          metadata: { [fixed]: [fixed] },
        });
      }
    });

    it('a byte order mark stays in a message, and goes from the front of a title', async () => {
      expect(await roundTrip(`${bom}a${bom}`)).toMatchObject({ title: `a${bom}`, text: `${bom}a${bom}` });
    });

    it('keys that mean something to JavaScript are only keys', async () => {
      const metadata = JSON.parse('{"__proto__":{"admin":true},"constructor":1,"toString":null}') as object;
      const thread = newThread({ metadata: metadata as Record<string, unknown> });
      await store.saveThread(thread, alice);
      const loaded = (await store.loadThread(thread.id, alice)).metadata;
      expect(Object.keys(loaded).sort()).toEqual(['__proto__', 'constructor', 'toString']);
      expect(Object.getPrototypeOf(loaded)).toBe(Object.prototype);
      expect(({} as { admin?: boolean }).admin).toBeUndefined();
    });

    it('an id that no database could hold is merely unknown', async () => {
      for (const id of ['thr_\0', 'thr_\uD800', 'x'.repeat(20_000), "' OR 1=1 --", '']) {
        await expect(store.loadThread(id, alice)).rejects.toMatchObject({ resource: 'thread' });
        await expect(store.loadItem(id, id, alice)).rejects.toMatchObject({ resource: 'item' });
        const cursor = { limit: 2, order: 'asc', after: id } as const;
        await expect(store.loadThreads(cursor, alice)).rejects.toMatchObject({ resource: 'cursor' });
        await store.deleteThread(id, alice);
      }
    });

    it('a value that is nested more than 64 levels deep is refused before it reaches the database', async () => {
      const nested = (levels: number): unknown => (levels === 0 ? 'x' : [nested(levels - 1)]);
      const thread = newThread({ metadata: { deep: nested(63) } });
      await store.saveThread(thread, alice);
      expect(await store.loadThread(thread.id, alice)).toEqual(thread);
      const tooDeep = { ...thread, metadata: { deep: nested(64) } };
      await expect(store.saveThread(tooDeep, alice)).rejects.toThrow('nested more than 64');
      await expect(
        store.addThreadItem(thread.id, { ...userMessage(thread.id), content: nested(8_000) } as never, alice),
      ).rejects.toThrow('nested more than 64');
    });

    it('a message of many words is stored, whatever a search index makes of it', async () => {
      const words = Array.from({ length: 150_000 }, (_, index) => index.toString(36)).join('\n');
      expect(await roundTrip(words.slice(0, 1_000_000))).toMatchObject({ text: words.slice(0, 1_000_000) });
    });
  });
}
