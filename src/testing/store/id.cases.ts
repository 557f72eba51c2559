import assert from 'node:assert/strict';
import { idPrefixes, type ItemIdKind } from '../../protocol/ids.js';
import { ThreadStore } from '../../turns/thread-store.js';
import { newThread } from '../builders.js';
import type { StoreCases } from './scene.js';

const itemKinds = ['message', 'tool_call', 'workflow', 'task', 'sdk_hidden_context'] as const;

/** Ids that the store makes: its own, or the ones it inherits. */
export const idCases: StoreCases = {
  async 'never makes the same id twice, for any kind and in any thread'({ store, alice }) {
    const [one, two] = [newThread(), newThread()];
    const ids = Array.from({ length: 500 }, () => [
      store.generateThreadId(alice),
      ...itemKinds.flatMap((kind) => [one, two].map((thread) => store.generateItemId(kind, thread, alice))),
    ]).flat();
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /\S/);
  },

  async "begins ids with the protocol's prefixes, unless it makes ids of its own [E208]"({ store, alice }) {
    const inherited = ThreadStore.prototype;
    if (store.generateThreadId === inherited.generateThreadId) {
      assert.match(store.generateThreadId(alice), /^thr_/);
    }
    if (store.generateItemId === inherited.generateItemId) {
      for (const kind of itemKinds) assertHasPrefix(store.generateItemId(kind, newThread(), alice), kind);
    }
  },
};

function assertHasPrefix(id: string, kind: ItemIdKind): void {
  assert.equal(id.split('_')[0], idPrefixes[kind]);
}
