import assert from 'node:assert/strict';
import type { Principal } from '../../turns/principal.js';
import type { NewTurn } from '../../turns/turn-ledger.js';
import { assertFails, assertSame, assertUnknown } from '../assertions.js';
import { assistantMessage, hiddenNote, newThread, toolCall, userMessage } from '../builders.js';
import { ended, newTurn, type LedgerCases } from './scene.js';

const keyed = (threadId: string, key = 'key-1', fingerprint = 'abc'): NewTurn => ({
  ...newTurn(threadId),
  key: { key, fingerprint },
});

/** What is sent under a key begins one turn, which can be found by it. */
export const keyCases: LedgerCases = {
  async 'finds the turn of a key, with what it began with and how it stands'({ ledger, alice }) {
    const thread = newThread();
    const question = userMessage(thread.id);
    const turn = keyed(thread.id);
    assert.equal(await ledger.findKeyed('key-1', alice), undefined);
    const lease = await ledger.begin(turn, { thread, items: [question] }, alice);
    const expected = {
      turnId: turn.id,
      threadId: thread.id,
      kind: 'message',
      fingerprint: 'abc',
      beganThread: true,
      itemIds: [question.id],
      removedItemIds: [],
    };
    assertSame(await ledger.findKeyed('key-1', alice), { ...expected, status: 'running' });
    await ledger.commit(lease, { end: { status: 'failed', failure: 'model_silent' } });
    const stands = { status: 'failed', failure: 'model_silent' };
    assertSame(await ledger.findKeyed('key-1', alice), { ...expected, ...stands });
    assert.equal(await ledger.findKeyed('key-2', alice), undefined);
  },

  async 'gives the items of the turn, hidden ones too, and none of those before and after'({
    store,
    ledger,
    alice,
    threadId,
  }) {
    const call = toolCall(threadId);
    const abandoned = toolCall(threadId);
    for (const item of [userMessage(threadId), call, abandoned]) {
      await store.addThreadItem(threadId, item, alice);
    }
    const completed = { ...call, status: 'completed', output: 1 } as const;
    const changes = { stillPending: call.id, items: [completed], removedItemIds: [abandoned.id] };
    const lease = await ledger.begin({ ...keyed(threadId), kind: 'client_tool_output' }, changes, alice);
    assertSame(await ledger.loadKeyedItems('key-1', alice), [completed]);
    const [first, second] = [assistantMessage(threadId, 'one'), assistantMessage(threadId, 'two')];
    const note = hiddenNote(threadId);
    await ledger.commit(lease, { items: [second], shownBefore: [first.id] });
    await ledger.commit(lease, { items: [first, note], end: ended() });
    const { removedItemIds, beganThread } = (await ledger.findKeyed('key-1', alice))!;
    assertSame({ removedItemIds, beganThread }, { removedItemIds: [abandoned.id], beganThread: false });
    const next = await ledger.begin(keyed(threadId, 'key-2'), { items: [userMessage(threadId)] }, alice);
    await ledger.commit(next, { items: [assistantMessage(threadId, 'three')], end: ended() });
    const own = [completed, first, second, note];
    assertSame(await ledger.loadKeyedItems('key-1', alice), own);
    await store.deleteThreadItem(threadId, second.id, alice);
    assertSame(await ledger.loadKeyedItems('key-1', alice), [completed, first, note]);
  },

  async 'gives what a sweeper kept of a turn, and says that it was interrupted'({ ledger, alice, threadId }) {
    const question = userMessage(threadId);
    const partial = assistantMessage(threadId, 'It is');
    const lease = await ledger.begin(keyed(threadId), { items: [question] }, alice);
    await ledger.commit(lease, { checkpoint: [partial] });
    await ledger.sweep({ all: true });
    assert.equal((await ledger.findKeyed('key-1', alice))?.status, 'interrupted');
    const next = await ledger.begin(newTurn(threadId), { items: [userMessage(threadId)] }, alice);
    await ledger.commit(next, { end: ended() });
    const [first, second, note, ...rest] = await ledger.loadKeyedItems('key-1', alice);
    assertSame([first, second, rest], [question, partial, []]);
    assert.equal(note?.type, 'sdk_hidden_context');
  },

  async 'begins one turn of many that have a key, in one thread, in several, and in new ones'({
    store,
    ledger,
    alice,
    threadId,
    items,
  }) {
    const other = newThread();
    await store.saveThread(other, alice);
    const attempts = [threadId, threadId, other.id, threadId, other.id].map((id) =>
      ledger.begin(keyed(id), { items: [userMessage(id)] }, alice),
    );
    for (let count = 0; count < 3; count++) {
      const thread = newThread();
      attempts.push(ledger.begin(keyed(thread.id), { thread, items: [userMessage(thread.id)] }, alice));
    }
    const results = await Promise.allSettled(attempts);
    const losers = attempts.filter((_, index) => results[index]!.status === 'rejected');
    assert.equal(losers.length, attempts.length - 1);
    for (const loser of losers) await assertFails(loser, 'turn_busy');
    const query = { limit: 100, order: 'asc' } as const;
    const elsewhere = (await store.loadThreadItems(other.id, query, alice)).data;
    const threads = (await store.loadThreads(query, alice)).data;
    const stored = (await items()).length + elsewhere.length + (threads.length - 2);
    assert.equal(stored, 1);
  },

  async 'begins nothing under a key whose turn has ended, in another thread neither'({
    store,
    ledger,
    alice,
    threadId,
  }) {
    const lease = await ledger.begin(keyed(threadId), {}, alice);
    await ledger.commit(lease, { end: ended() });
    const thread = newThread();
    const changes = { thread, items: [userMessage(thread.id)] };
    await assertFails(ledger.begin(keyed(thread.id), changes, alice), 'turn_busy');
    await assertFails(ledger.begin(keyed(threadId, 'key-1', 'other'), {}, alice), 'turn_busy');
    await assertUnknown(store.loadThread(thread.id, alice), 'thread');
    assert.equal((await ledger.findKeyed('key-1', alice))?.turnId, lease.turnId);
  },

  async 'keeps no key of a turn that did not begin'({ ledger, alice, threadId }) {
    const running = await ledger.begin(newTurn(threadId), {}, alice);
    await assertFails(ledger.begin(keyed(threadId), {}, alice), 'turn_busy');
    const gone = newThread().id;
    await assertUnknown(ledger.begin(keyed(gone), {}, alice), 'thread');
    await ledger.commit(running, { end: ended() });
    const condition = { stillPending: 'msg_none' };
    await assertFails(ledger.begin(keyed(threadId), condition, alice), 'not_pending');
    assert.equal(await ledger.findKeyed('key-1', alice), undefined);
    const { turnId } = await ledger.begin(keyed(threadId), {}, alice);
    assert.equal((await ledger.findKeyed('key-1', alice))?.turnId, turnId);
  },

  async "has nothing to do with somebody else's turn of the same key"({
    store,
    ledger,
    alice,
    mallory,
    namesake,
    threadId,
  }) {
    const question = userMessage(threadId, 'hers');
    const hers = await ledger.begin(keyed(threadId), { items: [question] }, alice);
    await ledger.commit(hers, { end: ended() });
    const find = (principal: Principal) => ledger.findKeyed('key-1', principal);
    for (const stranger of [mallory, namesake]) {
      assert.equal(await find(stranger), undefined);
      assertSame(await ledger.loadKeyedItems('key-1', stranger), []);
      await assertUnknown(ledger.begin(keyed(threadId), {}, stranger), 'thread');
      const own = newThread();
      await store.saveThread(own, stranger);
      const message = userMessage(own.id, 'theirs');
      const theirs = await ledger.begin(keyed(own.id), { items: [message] }, stranger);
      assert.equal((await find(stranger))?.turnId, theirs.turnId);
      assertSame(await ledger.loadKeyedItems('key-1', stranger), [message]);
      assert.equal((await find(alice))?.turnId, hers.turnId);
      assertSame(await ledger.loadKeyedItems('key-1', alice), [question]);
    }
  },

  async 'knows the key of a turn whose thread was deleted'({ store, ledger, alice, threadId }) {
    const { turnId } = await ledger.begin(keyed(threadId), { items: [userMessage(threadId)] }, alice);
    await store.deleteThread(threadId, alice);
    const found = await ledger.findKeyed('key-1', alice);
    assertSame([found?.turnId, found?.status], [turnId, undefined]);
  },

  async 'forgets a key when its time is over, and lets it begin another turn'({
    ledger,
    forgetful,
    alice,
    threadId,
  }) {
    const lease = await forgetful.begin(keyed(threadId), {}, alice);
    await ledger.commit(lease, { end: ended() });
    assert.equal(await ledger.findKeyed('key-1', alice), undefined);
    const next = await forgetful.begin(keyed(threadId, 'key-1', 'other'), {}, alice);
    await ledger.commit(next, { end: ended() });
    await ledger.sweep();
    const { turnId } = await ledger.begin(keyed(threadId), {}, alice);
    await ledger.sweep();
    assert.equal((await ledger.findKeyed('key-1', alice))?.turnId, turnId);
  },
};
