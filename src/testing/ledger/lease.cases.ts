import assert from 'node:assert/strict';
import { assertFails, assertSame, assertUnknown } from '../assertions.js';
import { assistantMessage, newThread, userMessage } from '../builders.js';
import { ended, newTurn, type LedgerCases } from './scene.js';

/** Who may write: one turn of a thread, of its owner, for as long as it has the lease. */
export const leaseCases: LedgerCases = {
  async 'allows a thread one turn at a time'({ ledger, alice, threadId, items }) {
    const lease = await ledger.begin(newTurn(threadId), {}, alice);
    const changes = { items: [userMessage(threadId)] };
    await assertFails(ledger.begin(newTurn(threadId), changes, alice), 'turn_busy');
    assertSame(await items(), []);
    await ledger.commit(lease, { end: ended() });
    await ledger.begin(newTurn(threadId), changes, alice);
    assertSame(await items(), changes.items);
  },

  async 'lets one of many win that begin at once'({ ledger, alice, threadId, items }) {
    const attempts = Array.from({ length: 10 }, () =>
      ledger.begin(newTurn(threadId), { items: [userMessage(threadId)] }, alice),
    );
    const results = await Promise.allSettled(attempts);
    const losers = attempts.filter((_, index) => results[index]!.status === 'rejected');
    assert.equal(losers.length, 9);
    for (const loser of losers) await assertFails(loser, 'turn_busy');
    assert.equal((await items()).length, 1);
  },

  async "refuses somebody else's thread, busy or not, as unknown"({
    ledger,
    alice,
    mallory,
    namesake,
    threadId,
    items,
  }) {
    const attempts = async () => {
      const item = userMessage(threadId);
      const thread = newThread({ id: threadId, title: 'taken' });
      for (const stranger of [mallory, namesake]) {
        await assertUnknown(ledger.begin(newTurn(threadId), { items: [item] }, stranger), 'thread');
        await assertUnknown(ledger.begin(newTurn(threadId), { thread, items: [item] }, stranger), 'thread');
      }
    };
    await attempts();
    const lease = await ledger.begin(newTurn(threadId), {}, alice);
    await attempts();
    await ledger.commit(lease, { end: ended() });
    assertSame(await items(false), []);
  },

  async "writes nothing for a lease in somebody else's name"({
    store,
    ledger,
    alice,
    mallory,
    namesake,
    threadId,
    items,
  }) {
    const item = userMessage(threadId);
    for (const stranger of [mallory, namesake]) {
      const lease = await ledger.begin(newTurn(threadId), { items: [item] }, alice);
      const stolen = { ...lease, principal: stranger };
      const threadChanges = { title: { from: undefined, to: 'taken' } };
      const changes = { items: [assistantMessage(threadId)], removedItemIds: [item.id] };
      await assertFails(ledger.commit(stolen, { ...changes, threadChanges }), 'lease_lost');
      await assertFails(ledger.commit(stolen, { end: ended() }), 'lease_lost');
      assertSame(await items(), [item]);
      assert.equal((await store.loadThread(threadId, alice)).title, undefined);
      await ledger.sweep({ all: true });
    }
  },

  async 'refuses a thread that is not there and is not brought along'({ ledger, alice }) {
    await assertUnknown(ledger.begin(newTurn(newThread().id), {}, alice), 'thread');
  },

  async 'writes nothing for a turn that has ended'({ store, ledger, alice, threadId, items }) {
    const lease = await ledger.begin(newTurn(threadId), {}, alice);
    await ledger.commit(lease, { end: ended() });
    const late = {
      items: [assistantMessage(threadId, 'late')],
      threadChanges: { title: { from: undefined, to: 'late' } },
    };
    await assertFails(ledger.commit(lease, late), 'lease_lost');
    assertSame(await items(), []);
    assert.equal((await store.loadThread(threadId, alice)).title, undefined);
  },

  async 'writes nothing with an outdated epoch, and says which leases are lost'({
    ledger,
    alice,
    threadId,
    items,
  }) {
    const lease = await ledger.begin(newTurn(threadId), {}, alice);
    const stale = { ...lease, epoch: lease.epoch - 1 };
    const changes = { items: [assistantMessage(threadId)], removedItemIds: ['x'], checkpoint: [] };
    await assertFails(ledger.commit(stale, changes), 'lease_lost');
    assertSame(await items(), []);
    assertSame(await ledger.renew([lease, stale]), { lost: [stale], toCancel: [] });
  },

  async 'takes the lease away from a turn whose thread is deleted'({ store, ledger, alice, threadId }) {
    const lease = await ledger.begin(newTurn(threadId), { items: [userMessage(threadId)] }, alice);
    await store.deleteThread(threadId, alice);
    const changes = { items: [assistantMessage(threadId)], threadChanges: { metadata: { a: 1 } } };
    await assertFails(ledger.commit(lease, changes), 'lease_lost');
    await assertFails(ledger.commit(lease, { checkpoint: [] }), 'lease_lost');
    await assertUnknown(store.loadThread(threadId, alice), 'thread');
    assertSame(await ledger.sweep({ all: true }), []);
  },
};
