import { newId } from '../../src/protocol/ids.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { noUsage } from '../../src/turns/context.js';
import type { Principal } from '../../src/turns/principal.js';
import type { ThreadStore } from '../../src/turns/thread-store.js';
import type { NewTurn, TurnEnd, TurnLedger } from '../../src/turns/turn-ledger.js';
import { assistantMessage, newPerson, newThread, userMessage } from './thread-builders.js';

export interface LedgerUnderTest {
  store: ThreadStore;
  /** A ledger as another process would have it, where the storage is shared. */
  ledger(options?: { leaseMs?: number }): TurnLedger;
}

export const newTurn = (threadId: string): NewTurn => ({ id: newId('turn'), threadId, kind: 'message' });
export const ended = (status: TurnEnd = 'completed') => ({ status, usage: noUsage() });

/** What every {@link TurnLedger} must do. */
export function describeTurnLedger(name: string, open: () => LedgerUnderTest): void {
  describe(`${name} runs turns and`, () => {
    let store: ThreadStore;
    let ledger: TurnLedger;
    /** Leases of this one have run out as soon as they are given. */
    let hasty: TurnLedger;
    let alice: Principal;
    let threadId: string;

    beforeEach(async () => {
      const opened = open();
      store = opened.store;
      ledger = opened.ledger();
      hasty = opened.ledger({ leaseMs: 0 });
      alice = newPerson();
      const thread = newThread();
      threadId = thread.id;
      await store.saveThread(thread, alice);
      // What other tests left running.
      await ledger.sweep({ all: true });
    });

    const itemsOf = async (visibleOnly = true): Promise<ThreadItem[]> =>
      (await store.loadThreadItems(threadId, { limit: 100, order: 'asc', visibleOnly }, alice)).data;
    const idsOf = async () => (await itemsOf()).map(({ id }) => id);

    it('writes the first changes with the turn', async () => {
      const thread = newThread({ title: 'new' });
      const item = userMessage(thread.id);
      const attachment = {
        type: 'file',
        id: newId('attachment'),
        name: 'a.txt',
        mime_type: 'text/plain',
        thread_id: thread.id,
      } as const;
      const turn = newTurn(thread.id);
      const lease = await ledger.begin(turn, { thread, items: [item], attachments: [attachment] }, alice);
      expect(lease).toMatchObject({ turnId: turn.id, threadId: thread.id, principal: alice });
      expect(await store.loadThread(thread.id, alice)).toEqual(thread);
      expect(await store.loadItem(thread.id, item.id, alice)).toEqual(item);
      expect(await store.loadAttachment(attachment.id, alice)).toEqual(attachment);
    });

    it('commits changes in order, updates in place, and removes', async () => {
      const [question, first, second] = [
        userMessage(threadId),
        assistantMessage(threadId),
        assistantMessage(threadId),
      ];
      const lease = await ledger.begin(newTurn(threadId), { items: [question] }, alice);
      await ledger.commit(lease, { items: [first, second] });
      const updated = { ...first, content: [] };
      await ledger.commit(lease, { items: [updated], thread: newThread({ id: threadId, title: 'named' }) });
      expect(await itemsOf()).toEqual([question, updated, second]);
      await ledger.commit(lease, { removedItemIds: [first.id, 'msg_none'], end: ended() });
      expect(await itemsOf()).toEqual([question, second]);
      expect(await store.loadThread(threadId, alice)).toMatchObject({ title: 'named' });
    });

    it('stores one item when it is given twice at once, as it was last', async () => {
      const item = assistantMessage(threadId, 'old');
      const last = { ...item, content: [] };
      await ledger.begin(newTurn(threadId), { items: [item, userMessage(threadId), last] }, alice);
      expect((await itemsOf())[0]).toEqual(last);
      expect(await itemsOf()).toHaveLength(2);
    });

    it('keeps the place of items that are shown before others but stored after them', async () => {
      const [workflow, widget, answer, late] = [1, 2, 3, 4].map(() => assistantMessage(threadId));
      const lease = await ledger.begin(newTurn(threadId), { items: [userMessage(threadId)] }, alice);
      await ledger.commit(lease, { items: [answer!], shownBefore: [workflow!.id, widget!.id] });
      await ledger.commit(lease, { items: [late!], shownBefore: [workflow!.id, widget!.id] });
      await ledger.commit(lease, { items: [widget!] });
      await ledger.commit(lease, { items: [workflow!], end: ended() });
      expect((await idsOf()).slice(1)).toEqual([workflow, widget, answer, late].map((item) => item!.id));
    });

    it('leaves nothing behind for places that were kept and never used', async () => {
      const answer = assistantMessage(threadId);
      const lease = await ledger.begin(newTurn(threadId), {}, alice);
      await ledger.commit(lease, { items: [answer], shownBefore: ['msg_given_up'] });
      await ledger.commit(lease, { end: ended() });
      expect(await itemsOf(false)).toEqual([answer]);
    });

    it('allows a thread one turn at a time', async () => {
      const lease = await ledger.begin(newTurn(threadId), {}, alice);
      const refused = { items: [userMessage(threadId)] };
      await expect(ledger.begin(newTurn(threadId), refused, alice)).rejects.toMatchObject({
        code: 'turn_busy',
      });
      expect(await itemsOf()).toEqual([]);
      await ledger.commit(lease, { end: ended() });
      await ledger.begin(newTurn(threadId), refused, alice);
      expect(await itemsOf()).toHaveLength(1);
    });

    it('lets one of many win that begin at once', async () => {
      const attempts = Array.from({ length: 10 }, () =>
        ledger.begin(newTurn(threadId), { items: [userMessage(threadId)] }, alice),
      );
      const results = await Promise.allSettled(attempts);
      const refusals = results.filter((result) => result.status === 'rejected');
      expect(refusals).toHaveLength(9);
      for (const { reason } of refusals) expect(reason).toMatchObject({ code: 'turn_busy' });
      expect(await itemsOf()).toHaveLength(1);
    });

    it("refuses somebody else's thread, busy or not, as unknown", async () => {
      const mallory = newPerson();
      const attempt = (changes = {}) => ledger.begin(newTurn(threadId), changes, mallory);
      await expect(attempt()).rejects.toMatchObject({ resource: 'thread' });
      await expect(attempt({ thread: newThread({ id: threadId }) })).rejects.toMatchObject({
        resource: 'thread',
      });
      const lease = await ledger.begin(newTurn(threadId), {}, alice);
      await expect(attempt()).rejects.toMatchObject({ resource: 'thread' });
      await expect(attempt({ thread: newThread({ id: threadId }) })).rejects.toMatchObject({
        resource: 'thread',
      });
      await ledger.commit(lease, { end: ended() });
    });

    it('writes nothing for a turn that has ended', async () => {
      const lease = await ledger.begin(newTurn(threadId), {}, alice);
      await ledger.commit(lease, { end: ended() });
      const late = {
        items: [assistantMessage(threadId)],
        thread: newThread({ id: threadId, title: 'late' }),
      };
      await expect(ledger.commit(lease, late)).rejects.toMatchObject({ code: 'lease_lost' });
      expect(await itemsOf()).toEqual([]);
      expect(await store.loadThread(threadId, alice)).not.toHaveProperty('title');
    });

    it('writes nothing with an outdated epoch', async () => {
      const lease = await ledger.begin(newTurn(threadId), {}, alice);
      const stale = { ...lease, epoch: lease.epoch - 1 };
      const changes = { items: [assistantMessage(threadId)], removedItemIds: ['x'], checkpoint: [] };
      await expect(ledger.commit(stale, changes)).rejects.toMatchObject({ code: 'lease_lost' });
      expect(await itemsOf()).toEqual([]);
      expect(await ledger.renew([lease, stale])).toEqual([stale]);
    });

    it('refuses an item that is nested too deep, and writes nothing with it', async () => {
      let deep: unknown = 'x';
      for (let level = 0; level < 70; level++) deep = [deep];
      const item = { ...assistantMessage(threadId), content: deep } as ThreadItem;
      const good = assistantMessage(threadId);
      const begun = ledger.begin(newTurn(threadId), { items: [good, item] }, alice);
      await expect(begun).rejects.toThrow('nested more than 64');
      const lease = await ledger.begin(newTurn(threadId), {}, alice);
      await expect(ledger.commit(lease, { items: [good, item] })).rejects.toThrow('nested more than 64');
      await expect(ledger.commit(lease, { items: [good], checkpoint: [item] })).rejects.toThrow(
        'nested more',
      );
      await ledger.commit(lease, { end: ended() });
      expect(await itemsOf()).toEqual([]);
    });

    it('closes a turn whose lease ran out: the partial text in its place, and a note for the model', async () => {
      const partial = assistantMessage(threadId, 'It is');
      const [empty, stored] = [assistantMessage(threadId, ' '), assistantMessage(threadId, 'whole')];
      const lease = await hasty.begin(newTurn(threadId), { items: [userMessage(threadId)] }, alice);
      const shown = { shownBefore: [partial.id], checkpoint: [partial, empty] };
      await hasty.commit(lease, { items: [stored], ...shown });
      expect(await ledger.sweep()).toEqual([{ turnId: lease.turnId, threadId }]);
      const items = await itemsOf(false);
      expect(items.slice(1)).toEqual([
        partial,
        stored,
        expect.objectContaining({ type: 'sdk_hidden_context' }),
      ]);
      await expect(hasty.commit(lease, { items: [empty] })).rejects.toMatchObject({ code: 'lease_lost' });
      expect(await hasty.renew([lease])).toEqual([lease]);
      expect(await ledger.sweep()).toEqual([]);
      expect(await itemsOf(false)).toEqual(items);
      await ledger.begin(newTurn(threadId), {}, alice);
    });

    it('leaves living turns alone, unless all are to be closed', async () => {
      const lease = await ledger.begin(newTurn(threadId), {}, alice);
      const expired = await hasty.begin(
        newTurn(threadId + 'x'),
        { thread: newThread({ id: threadId + 'x' }) },
        alice,
      );
      expect(await ledger.renew([expired])).toEqual([]);
      expect(await ledger.sweep()).toEqual([]);
      await ledger.commit(lease, { items: [assistantMessage(threadId)] });
      const swept = await ledger.sweep({ all: true });
      expect(swept.map(({ turnId }) => turnId).sort()).toEqual([lease.turnId, expired.turnId].sort());
    });

    it('takes the lease away from a turn whose thread is deleted', async () => {
      const lease = await ledger.begin(newTurn(threadId), { items: [userMessage(threadId)] }, alice);
      await store.deleteThread(threadId, alice);
      const changes = { items: [assistantMessage(threadId)], thread: newThread({ id: threadId }) };
      await expect(ledger.commit(lease, changes)).rejects.toMatchObject({ code: 'lease_lost' });
      await expect(ledger.commit(lease, { checkpoint: [] })).rejects.toMatchObject({ code: 'lease_lost' });
      await expect(store.loadThread(threadId, alice)).rejects.toMatchObject({ resource: 'thread' });
      expect(await ledger.sweep({ all: true })).toEqual([]);
    });
  });
}
