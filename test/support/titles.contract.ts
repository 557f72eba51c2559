import { newPerson, newThread } from '../../src/testing/builders.js';
import type { ThreadStore } from '../../src/turns/thread-store.js';

/** What our stores agree on beyond the published contract, because one engine would do it by itself. */
export function describeTitles(name: string, getStore: () => ThreadStore): void {
  describe(`${name} keeps titles and`, () => {
    it('takes a byte order mark from the front, and from nowhere else', async () => {
      const alice = newPerson();
      const thread = newThread({ title: '\uFEFFa\uFEFF' });
      await getStore().saveThread(thread, alice);
      expect(await getStore().loadThread(thread.id, alice)).toMatchObject({ title: 'a\uFEFF' });
    });
  });
}
