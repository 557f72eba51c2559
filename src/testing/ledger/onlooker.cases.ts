import assert from 'node:assert/strict';
import { assertSame, assertUnknown } from '../assertions.js';
import { assistantMessage, newThread, userMessage } from '../builders.js';
import { ended, newTurn, type LedgerCases } from './scene.js';

/** What is known of a thread's turn, and asked of it, beside the process that runs it. */
export const onlookerCases: LedgerCases = {
  async 'names the running turn with its unfinished items, and afterwards how the last one ended'({
    ledger,
    alice,
    threadId,
  }) {
    assert.equal(await ledger.latest(threadId, alice), undefined);
    for (const status of ['completed', 'cancelled', 'failed'] as const) {
      const lease = await ledger.begin(newTurn(threadId), { items: [userMessage(threadId)] }, alice);
      const { turnId } = lease;
      assertSame(await ledger.latest(threadId, alice), { turnId, status: 'running', checkpoint: [] });
      const checkpoint = [assistantMessage(threadId, 'It is')];
      await ledger.commit(lease, { checkpoint });
      assertSame(await ledger.latest(threadId, alice), { turnId, status: 'running', checkpoint });
      await ledger.commit(lease, { end: ended(status) });
      assertSame(await ledger.latest(threadId, alice), { turnId, status, checkpoint: [] });
    }
  },

  async 'calls a turn interrupted whose process is gone'({ ledger, alice, threadId }) {
    const { turnId } = await ledger.begin(newTurn(threadId), {}, alice);
    await ledger.sweep({ all: true });
    assertSame(await ledger.latest(threadId, alice), { turnId, status: 'interrupted', checkpoint: [] });
  },

  async 'tells the holder of a lease that its turn is to be stopped, and goes on until it is'({
    ledger,
    alice,
    threadId,
  }) {
    assert.equal(await ledger.askToCancel(threadId, alice), undefined);
    const lease = await ledger.begin(newTurn(threadId), {}, alice);
    const other = newThread();
    const untouched = await ledger.begin(newTurn(other.id), { thread: other }, alice);
    assertSame(await ledger.renew([lease, untouched]), { lost: [], toCancel: [] });
    assert.equal(await ledger.askToCancel(threadId, alice), lease.turnId);
    assert.equal(await ledger.askToCancel(threadId, alice), lease.turnId);
    assertSame(await ledger.renew([lease, untouched]), { lost: [], toCancel: [lease] });
    await ledger.commit(lease, { end: ended('cancelled') });
    assert.equal(await ledger.askToCancel(threadId, alice), undefined);
    const next = await ledger.begin(newTurn(threadId), {}, alice);
    assertSame(await ledger.renew([next]), { lost: [], toCancel: [] });
  },

  async "knows nothing of somebody else's turn, and does not stop it"({
    ledger,
    alice,
    mallory,
    namesake,
    threadId,
  }) {
    const attempts = async () => {
      for (const stranger of [mallory, namesake]) {
        await assertUnknown(ledger.latest(threadId, stranger), 'thread');
        await assertUnknown(ledger.askToCancel(threadId, stranger), 'thread');
      }
    };
    await attempts();
    const lease = await ledger.begin(newTurn(threadId), {}, alice);
    await attempts();
    assertSame(await ledger.renew([lease]), { lost: [], toCancel: [] });
    const unknown = newThread().id;
    await assertUnknown(ledger.latest(unknown, alice), 'thread');
    await assertUnknown(ledger.askToCancel(unknown, alice), 'thread');
  },
};
