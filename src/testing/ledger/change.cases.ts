import assert from 'node:assert/strict';
import type { ThreadItem } from '../../protocol/items.js';
import { assertSame } from '../assertions.js';
import { assistantMessage, fileAttachment, newThread, userMessage } from '../builders.js';
import { ended, newTurn, type LedgerCases } from './scene.js';

/** What a turn writes: in order, in place, and all or nothing. */
export const changeCases: LedgerCases = {
  async 'writes the first changes with the turn'({ store, ledger, alice }) {
    const thread = newThread({ title: 'new' });
    const item = userMessage(thread.id);
    const attachment = fileAttachment({ thread_id: thread.id });
    const turn = newTurn(thread.id);
    const lease = await ledger.begin(turn, { thread, items: [item], attachments: [attachment] }, alice);
    assertSame([lease.turnId, lease.threadId, lease.principal], [turn.id, thread.id, alice]);
    assertSame(await store.loadThread(thread.id, alice), thread);
    assertSame(await store.loadItem(thread.id, item.id, alice), item);
    assertSame(await store.loadAttachment(attachment.id, alice), attachment);
  },

  async 'commits changes in order, changes items where they are, and removes'({
    store,
    ledger,
    alice,
    threadId,
    items,
  }) {
    const question = userMessage(threadId);
    const [first, second] = [assistantMessage(threadId, 'one'), assistantMessage(threadId, 'two')];
    const lease = await ledger.begin(newTurn(threadId), { items: [question] }, alice);
    await ledger.commit(lease, { items: [first, second] });
    const changed = { ...first, content: [] };
    const title = { from: undefined, to: 'named' };
    await ledger.commit(lease, { items: [changed], threadChanges: { title } });
    assertSame(await items(), [question, changed, second]);
    await ledger.commit(lease, { removedItemIds: [first.id, 'msg_none'], end: ended() });
    assertSame(await items(), [question, second]);
    assert.equal((await store.loadThread(threadId, alice)).title, 'named');
  },

  async 'changes of a thread what is to change, and says how it is stored'({
    store,
    ledger,
    alice,
    threadId,
  }) {
    const before = await store.loadThread(threadId, alice);
    const lease = await ledger.begin(newTurn(threadId), {}, alice);
    const first = {
      title: { from: undefined, to: 'a\0' },
      allowed_image_domains: ['example.com'],
      metadata: { list: [1] },
    };
    const expected = {
      ...before,
      title: 'a\uFFFD',
      allowed_image_domains: ['example.com'],
      metadata: { list: [1] },
    };
    assertSame(await ledger.commit(lease, { threadChanges: first }), expected);
    assertSame(await store.loadThread(threadId, alice), expected);
    const second = {
      title: { from: 'a\uFFFD', to: undefined },
      allowed_image_domains: undefined,
      status: { type: 'locked', reason: 'done' },
    } as const;
    const changed = { ...before, metadata: { list: [1] }, status: { type: 'locked', reason: 'done' } };
    assertSame(await ledger.commit(lease, { threadChanges: second, end: ended() }), changed);
    assertSame(await store.loadThread(threadId, alice), changed);
  },

  async 'leaves a title that a person gave meanwhile, and changes the rest'({
    store,
    ledger,
    alice,
    threadId,
  }) {
    const lease = await ledger.begin(newTurn(threadId), {}, alice);
    const renamed = await store.renameThread(threadId, 'mine', alice);
    const title = { from: undefined, to: 'made up' };
    const stored = { ...renamed, metadata: { a: 1 } };
    assertSame(await ledger.commit(lease, { threadChanges: { title, metadata: { a: 1 } } }), stored);
    assertSame(await ledger.commit(lease, { threadChanges: { title }, end: ended() }), stored);
    assertSame(await store.loadThread(threadId, alice), stored);
  },

  async 'leaves an empty title that a person gave: it is one'({ store, ledger, alice, threadId }) {
    const lease = await ledger.begin(newTurn(threadId), {}, alice);
    await store.renameThread(threadId, '', alice);
    const title = { from: undefined, to: 'made up' };
    const thread = await ledger.commit(lease, { threadChanges: { title }, end: ended() });
    assert.equal(thread?.title, '');
  },

  async 'stores one item when it is given twice at once, as it was last'({ ledger, alice, threadId, items }) {
    const item = assistantMessage(threadId, 'old');
    const last = { ...item, content: [] };
    const other = userMessage(threadId);
    await ledger.begin(newTurn(threadId), { items: [item, other, last] }, alice);
    assertSame(await items(), [last, other]);
  },

  async 'keeps the place of items that are shown before others but stored after them'({
    ledger,
    alice,
    threadId,
    items,
  }) {
    const question = userMessage(threadId);
    const workflow = assistantMessage(threadId, 'workflow');
    const widget = assistantMessage(threadId, 'widget');
    const answer = assistantMessage(threadId, 'answer');
    const late = assistantMessage(threadId, 'late');
    const shownBefore = [workflow.id, widget.id];
    const lease = await ledger.begin(newTurn(threadId), { items: [question] }, alice);
    await ledger.commit(lease, { items: [answer], shownBefore });
    await ledger.commit(lease, { items: [late], shownBefore });
    await ledger.commit(lease, { items: [widget] });
    await ledger.commit(lease, { items: [workflow], end: ended() });
    assertSame(await items(), [question, workflow, widget, answer, late]);
  },

  async 'leaves nothing behind for places that were kept and never used'({ ledger, alice, threadId, items }) {
    const answer = assistantMessage(threadId, 'answer');
    const lease = await ledger.begin(newTurn(threadId), {}, alice);
    await ledger.commit(lease, { items: [answer], shownBefore: ['msg_given_up'] });
    await ledger.commit(lease, { end: ended() });
    assertSame(await items(false), [answer]);
  },

  async 'refuses an item that is nested more than 64 levels deep, and writes nothing with it'({
    ledger,
    alice,
    threadId,
    items,
  }) {
    const good = assistantMessage(threadId, 'good');
    const deep = { ...assistantMessage(threadId), content: nested(70) } as ThreadItem;
    await assert.rejects(ledger.begin(newTurn(threadId), { items: [good, deep] }, alice));
    const lease = await ledger.begin(newTurn(threadId), {}, alice);
    await assert.rejects(ledger.commit(lease, { items: [good, deep] }));
    await assert.rejects(ledger.commit(lease, { items: [good], checkpoint: [deep] }));
    await ledger.commit(lease, { end: ended() });
    assertSame(await items(), []);
  },
};

const nested = (levels: number): unknown => (levels === 0 ? 'x' : [nested(levels - 1)]);
