import { assertFails, assertSame, assertUnknown } from '../assertions.js';
import { assistantMessage, hiddenNote, newThread, toolCall, userMessage } from '../builders.js';
import { ended, newTurn, type LedgerCases } from './scene.js';

/** What must hold, and what goes, when a turn begins: decided in one with its first changes. */
export const conditionCases: LedgerCases = {
  async 'begins when the item that must be pending is'({ store, ledger, alice, threadId, items }) {
    const call = toolCall(threadId);
    await store.addThreadItem(threadId, call, alice);
    const completed = { ...call, status: 'completed', output: { ok: true } } as const;
    await ledger.begin(newTurn(threadId), { stillPending: call.id, items: [completed] }, alice);
    assertSame(await items(), [completed]);
  },

  async 'does not begin, and writes nothing, when the item is pending no more or gone'({
    store,
    ledger,
    alice,
    threadId,
    items,
  }) {
    const call = toolCall(threadId, { status: 'completed', output: 'first' });
    await store.addThreadItem(threadId, call, alice);
    const changes = { items: [{ ...call, output: 'second' }, userMessage(threadId)] };
    for (const stillPending of [call.id, 'msg_none']) {
      await assertFails(ledger.begin(newTurn(threadId), { ...changes, stillPending }, alice), 'not_pending');
    }
    assertSame(await items(), [call]);
    // The attempts left no turn behind.
    await ledger.begin(newTurn(threadId), {}, alice);
  },

  async 'lets one of two answers to a pending item win, one after the other too'({
    store,
    ledger,
    alice,
    threadId,
    items,
  }) {
    const call = toolCall(threadId);
    await store.addThreadItem(threadId, call, alice);
    const answer = (output: string) =>
      ledger.begin(
        newTurn(threadId),
        { stillPending: call.id, items: [{ ...call, status: 'completed', output }] },
        alice,
      );
    const lease = await answer('first');
    await ledger.commit(lease, { end: ended() });
    await assertFails(answer('second'), 'not_pending');
    assertSame(await items(), [{ ...call, status: 'completed', output: 'first' }]);
  },

  async 'removes everything after an item, hidden items too, and keeps the item'({
    store,
    ledger,
    alice,
    threadId,
    items,
  }) {
    const [first, question] = [userMessage(threadId, 'first'), userMessage(threadId, 'question')];
    const later = [hiddenNote(threadId), assistantMessage(threadId, 'old'), userMessage(threadId, 'later')];
    for (const item of [first, question, ...later]) await store.addThreadItem(threadId, item, alice);
    const answer = assistantMessage(threadId, 'new');
    const lease = await ledger.begin(newTurn(threadId), { removedAfter: question.id }, alice);
    assertSame(await items(false), [first, question]);
    await ledger.commit(lease, { items: [answer], end: ended() });
    assertSame(await items(false), [first, question, answer]);
  },

  async 'removes after the last item nothing, and after many all of them'({
    store,
    ledger,
    alice,
    threadId,
    items,
  }) {
    const question = userMessage(threadId, 'question');
    await store.addThreadItem(threadId, question, alice);
    const lease = await ledger.begin(newTurn(threadId), { removedAfter: question.id }, alice);
    assertSame(await items(false), [question]);
    const many = Array.from({ length: 150 }, () => assistantMessage(threadId, 'old'));
    await ledger.commit(lease, { items: many, end: ended() });
    await ledger.begin(newTurn(threadId), { removedAfter: question.id }, alice);
    assertSame(await items(false), [question]);
  },

  async 'removes nothing when the item is unknown or the thread is busy'({
    store,
    ledger,
    alice,
    mallory,
    threadId,
    items,
  }) {
    const [question, answer] = [userMessage(threadId), assistantMessage(threadId, 'kept')];
    for (const item of [question, answer]) await store.addThreadItem(threadId, item, alice);
    await assertUnknown(ledger.begin(newTurn(threadId), { removedAfter: 'msg_none' }, alice), 'item');
    const after = { removedAfter: question.id };
    await assertUnknown(ledger.begin(newTurn(threadId), after, mallory), 'thread');
    const own = newThread();
    await store.saveThread(own, mallory);
    await assertUnknown(ledger.begin(newTurn(own.id), after, mallory), 'item');
    await ledger.begin(newTurn(threadId), {}, alice);
    await assertFails(ledger.begin(newTurn(threadId), after, alice), 'turn_busy');
    assertSame(await items(false), [question, answer]);
  },
};
