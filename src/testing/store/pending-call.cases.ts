import { assertSame } from '../assertions.js';
import { toolCall, userMessage } from '../builders.js';
import type { StoreCases } from './scene.js';

/** Calls of tools in the client that wait for their output. */
export const pendingCallCases: StoreCases = {
  async 'finds the calls that are pending, the newest first, whatever came after them'({
    store,
    alice,
    saveThread,
    addItems,
  }) {
    const { id } = await saveThread();
    const [first, , second] = await addItems(
      id,
      toolCall(id),
      toolCall(id, { status: 'completed', output: { ok: true } }),
      toolCall(id),
    );
    await addItems(id, ...Array.from({ length: 25 }, () => userMessage(id)));
    assertSame(await store.loadPendingToolCalls(id, alice), [second, first]);
  },

  async 'finds a call no more that was completed or deleted'({ store, alice, saveThread, addItems }) {
    const { id } = await saveThread();
    const [completed, deleted, pending] = await addItems(id, toolCall(id), toolCall(id), toolCall(id));
    await store.saveItem(id, { ...completed, status: 'completed', output: null }, alice);
    await store.deleteThreadItem(id, deleted.id, alice);
    assertSame(await store.loadPendingToolCalls(id, alice), [pending]);
  },

  async 'finds no pending item of another type, and no call of another thread'({
    store,
    alice,
    saveThread,
    addItems,
  }) {
    const [one, two] = [await saveThread(), await saveThread()];
    await addItems(one.id, userMessage(one.id), {
      type: 'structured_input',
      id: 'msg_input',
      thread_id: one.id,
      created_at: one.created_at,
      status: 'pending',
      inputs: [],
    });
    await addItems(two.id, toolCall(two.id));
    assertSame(await store.loadPendingToolCalls(one.id, alice), []);
    assertSame(await store.loadPendingToolCalls('thr_none', alice), []);
  },
};
