import type { PausedRun, PausedRunStore } from '../../turns/paused-run-store.js';
import type { Principal } from '../../turns/principal.js';
import type { ThreadStore } from '../../turns/thread-store.js';
import { namesakeOf, newPerson, newThread, userMessage, widgetItem } from '../builders.js';
import type { Cases } from '../contract.js';

/** A store with a run of Alice's that waits. */
export interface PausedRunScene {
  store: ThreadStore;
  pausedRuns: PausedRunStore;
  alice: Principal;
  mallory: Principal;
  /** Has Alice's id, in another tenant. */
  namesake: Principal;
  /** Stored, with two calls of which none is decided. */
  run: PausedRun;
  /** A run of the same thread that is not stored, though the item is that asks about it. */
  anotherRun: (overrides?: Partial<PausedRun>) => Promise<PausedRun>;
}

export type PausedRunCases = Cases<PausedRunScene>;

export async function pausedRunScene({
  store,
  pausedRuns,
}: {
  store: ThreadStore;
  pausedRuns: PausedRunStore;
}): Promise<PausedRunScene> {
  const alice = newPerson();
  const thread = newThread();
  await store.saveThread(thread, alice);
  await store.addThreadItem(thread.id, userMessage(thread.id), alice);
  const anotherRun = async (overrides: Partial<PausedRun> = {}) => {
    const item = widgetItem(thread.id);
    await store.addThreadItem(thread.id, item, alice);
    return { ...pausedRun(thread.id, item.id), ...overrides };
  };
  const run = await anotherRun();
  await pausedRuns.save(run, alice);
  return { store, pausedRuns, alice, mallory: newPerson(), namesake: namesakeOf(alice), run, anotherRun };
}

/** What no database takes as it is stands in the state, and must come back. */
const state = JSON.stringify({ text: 'é \0 \ud800 \u2028', deep: [[[[[]]]]] });

const pausedRun = (threadId: string, itemId: string): PausedRun => ({
  threadId,
  itemId,
  state,
  calls: [
    { callId: 'call_a', name: 'delete_task', title: 'Delete a task', detail: 'task_id: 1' },
    { callId: 'call_b', name: 'delete_task', title: 'Delete a task', detail: '' },
  ],
  decisions: {},
  createdAt: new Date('2026-01-02T03:04:05.678Z'),
  expiresAt: new Date('2999-01-02T03:04:05.678Z'),
});
