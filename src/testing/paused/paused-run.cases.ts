import assert from 'node:assert/strict';
import type { Principal } from '../../turns/principal.js';
import { assertSame, assertUnknown } from '../assertions.js';
import type { PausedRunCases } from './scene.js';

/** How many try to take a run at once. */
const takers = 8;

/** What a store of paused runs must do. */
export const pausedRunCases: PausedRunCases = {
  async 'gives a run back as it was stored'({ pausedRuns, alice, run }) {
    assertSame(await pausedRuns.load(run.threadId, run.itemId, alice), run);
  },

  async 'stores no run without an item that asks'({ pausedRuns, alice, run }) {
    await assertUnknown(pausedRuns.save({ ...run, itemId: 'msg_none' }, alice), 'item');
    await assertUnknown(pausedRuns.save({ ...run, threadId: 'thr_none' }, alice), 'item', 'thread');
    assertSame(await pausedRuns.load(run.threadId, 'msg_none', alice), undefined);
  },

  async 'adds decisions, of which the first about a call stands'({ pausedRuns, alice, run }) {
    const { threadId, itemId } = run;
    const no = { approved: false, reason: 'Not “that” one\n' } as const;
    const first = await pausedRuns.decide(threadId, itemId, { 1: no }, alice);
    assertSame(first, { ...run, decisions: { 1: no } });
    const yes = { approved: true } as const;
    const second = await pausedRuns.decide(threadId, itemId, { 0: yes, 1: yes }, alice);
    assertSame(second?.decisions, { 0: yes, 1: no });
    assertSame((await pausedRuns.load(threadId, itemId, alice))?.decisions, { 0: yes, 1: no });
  },

  async 'keeps all decisions that are made at once'({ pausedRuns, alice, run }) {
    const yes = { approved: true } as const;
    const decide = (call: number) => pausedRuns.decide(run.threadId, run.itemId, { [call]: yes }, alice);
    const after = await Promise.all([decide(0), decide(1)]);
    assert.ok(after.some((decided) => Object.keys(decided?.decisions ?? {}).length === 2));
  },

  async 'hands a run to one of many who take it at once, and to nobody afterwards'({
    pausedRuns,
    alice,
    run,
  }) {
    const take = () => pausedRuns.take(run.threadId, run.itemId, alice);
    const taken = await Promise.all(Array.from({ length: takers }, take));
    assertSame(
      taken.filter((given) => given !== undefined),
      [run],
    );
    assertSame(await pausedRuns.load(run.threadId, run.itemId, alice), undefined);
    assertSame(
      await pausedRuns.decide(run.threadId, run.itemId, { 0: { approved: true } }, alice),
      undefined,
    );
  },

  async 'lets nobody else read, decide, take or replace a run'({
    pausedRuns,
    alice,
    mallory,
    namesake,
    run,
  }) {
    const { threadId, itemId } = run;
    for (const stranger of [mallory, namesake]) {
      assertSame(await pausedRuns.load(threadId, itemId, stranger), undefined);
      assertSame(await pausedRuns.decide(threadId, itemId, { 0: { approved: true } }, stranger), undefined);
      assertSame(await pausedRuns.take(threadId, itemId, stranger), undefined);
      await assertUnknown(pausedRuns.save({ ...run, state: '{}' }, stranger), 'item', 'thread');
    }
    assertSame(await pausedRuns.load(threadId, itemId, alice), run);
  },

  async 'refuses nobody, before anything is read or written'({ pausedRuns, alice, run }) {
    const { threadId, itemId } = run;
    for (const nobody of [{}, { userId: '' }] as Principal[]) {
      await assert.rejects(async () => pausedRuns.load(threadId, itemId, nobody));
      await assert.rejects(async () => pausedRuns.decide(threadId, itemId, {}, nobody));
      await assert.rejects(async () => pausedRuns.take(threadId, itemId, nobody));
      await assert.rejects(async () => pausedRuns.save(run, nobody));
    }
    assertSame(await pausedRuns.load(threadId, itemId, alice), run);
  },

  async 'forgets a run with the item that asks'({ store, pausedRuns, alice, run }) {
    await store.deleteThreadItem(run.threadId, run.itemId, alice);
    assertSame(await pausedRuns.take(run.threadId, run.itemId, alice), undefined);
  },

  async 'forgets a run with its thread'({ store, pausedRuns, alice, run }) {
    await store.deleteThread(run.threadId, alice);
    assertSame(await pausedRuns.load(run.threadId, run.itemId, alice), undefined);
    assertSame(await pausedRuns.take(run.threadId, run.itemId, alice), undefined);
  },

  async 'keeps a run while its item is changed'({ store, pausedRuns, alice, run }) {
    const item = await store.loadItem(run.threadId, run.itemId, alice);
    await store.saveItem(run.threadId, item, alice);
    assertSame(await pausedRuns.load(run.threadId, run.itemId, alice), run);
  },

  async 'sweeps what has expired, and nothing else'({ pausedRuns, alice, run, anotherRun }) {
    const expired = await anotherRun({ expiresAt: new Date('2026-01-03T00:00:00.000Z') });
    await pausedRuns.save(expired, alice);
    assertSame(await pausedRuns.sweep(new Date('2026-01-02T23:59:59.999Z')), 0);
    assertSame(await pausedRuns.sweep(expired.expiresAt), 1);
    assertSame(await pausedRuns.load(expired.threadId, expired.itemId, alice), undefined);
    assertSame(await pausedRuns.load(run.threadId, run.itemId, alice), run);
  },
};
