import assert from 'node:assert/strict';
import { assertFails, assertSame } from '../assertions.js';
import { assistantMessage, newThread, userMessage } from '../builders.js';
import { newTurn, type LedgerCases } from './scene.js';

/** What becomes of a turn whose process is gone. */
export const orphanCases: LedgerCases = {
  async 'closes a turn whose lease ran out: the partial text in its place, and a note for the model'({
    ledger,
    hasty,
    alice,
    threadId,
    items,
  }) {
    const question = userMessage(threadId);
    const partial = assistantMessage(threadId, 'It is');
    const [empty, whole] = [assistantMessage(threadId, ' '), assistantMessage(threadId, 'whole')];
    const lease = await hasty.begin(newTurn(threadId), { items: [question] }, alice);
    const unfinished = { shownBefore: [partial.id], checkpoint: [partial, empty] };
    await hasty.commit(lease, { items: [whole], ...unfinished });
    assertSame(await ledger.sweep(), [{ turnId: lease.turnId, threadId }]);
    const [note, ...rest] = (await items(false)).toReversed();
    assertSame(rest.toReversed(), [question, partial, whole]);
    assert.equal(note!.type, 'sdk_hidden_context');
  },

  async 'leaves a turn that was closed to nobody, and its thread to the next'({
    ledger,
    hasty,
    alice,
    threadId,
    items,
  }) {
    const lease = await hasty.begin(newTurn(threadId), {}, alice);
    await ledger.sweep();
    const kept = await items(false);
    await assertFails(hasty.commit(lease, { items: [assistantMessage(threadId, 'late')] }), 'lease_lost');
    assertSame((await hasty.renew([lease])).lost, [lease]);
    assertSame(await ledger.sweep(), []);
    assertSame(await items(false), kept);
    await ledger.begin(newTurn(threadId), {}, alice);
  },

  async 'closes living turns only when all are to be closed'({ ledger, hasty, alice, threadId, items }) {
    const lease = await ledger.begin(newTurn(threadId), {}, alice);
    const other = newThread();
    const expired = await hasty.begin(newTurn(other.id), { thread: other }, alice);
    assertSame((await ledger.renew([expired])).lost, []);
    assertSame(await ledger.sweep(), []);
    const answer = assistantMessage(threadId, 'answer');
    await ledger.commit(lease, { items: [answer] });
    assertSame(await items(), [answer]);
    const swept = await ledger.sweep({ all: true });
    assertSame(swept.map(({ turnId }) => turnId).sort(), [lease.turnId, expired.turnId].sort());
  },
};
