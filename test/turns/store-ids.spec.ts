import { newId, type ItemIdKind } from '../../src/protocol/ids.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import { newPerson, newThread } from '../../src/testing/builders.js';
import { threadIdOf } from '../../src/testing/client/answers.js';
import { ChatKitTestClient, userInput } from '../../src/testing/client/chatkit-test-client.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';

/** Counts its ids up, over all threads, and says what they were made for. */
class CountingStore extends MemoryThreadStore {
  private count = 0;
  override generateThreadId(): string {
    return `thr_custom_${++this.count}`;
  }
  override generateItemId(kind: ItemIdKind, thread: ThreadMetadata): string {
    return `${kind}_custom_${++this.count}_${thread.id}`;
  }
}

describe('ids', () => {
  it('are the store’s own where it makes its own, the thread’s before its message’s [E7 E8 E9 E209]', async () => {
    const store = new CountingStore();
    const server = new DelegatingServer(new ScriptedResponder(), { store });
    const client = ChatKitTestClient.of(server, { principal: newPerson() });
    const ids: string[] = [];
    for (const text of ['one', 'two']) {
      const events = await client.stream('threads.create', userInput(text));
      const threadId = threadIdOf(events);
      ids.push(threadId, ...(await client.items(threadId)).map(({ id }) => id));
    }
    expect(ids).toEqual([
      'thr_custom_1',
      'message_custom_2_thr_custom_1',
      'thr_custom_3',
      'message_custom_4_thr_custom_3',
    ]);
    const kinds = ['message', 'tool_call', 'workflow', 'task', 'sdk_hidden_context'] as const;
    const thread = newThread({ id: 'thr_x' });
    expect(kinds.map((kind) => store.generateItemId(kind, thread))).toEqual(
      kinds.map((kind, index) => `${kind}_custom_${5 + index}_thr_x`),
    );
    await server.drain(0);
  });

  it('have the protocol’s prefixes and at least 96 bits that differ by time or chance [E208 Q37]', () => {
    const store = new MemoryThreadStore();
    const [alice, thread] = [newPerson(), newThread()];
    const prefixes = { message: 'msg', tool_call: 'tc', task: 'tsk', workflow: 'wf' } as const;
    const made = [
      [store.generateThreadId(alice), 'thr'],
      ...Object.entries(prefixes).map(([kind, prefix]) => [
        store.generateItemId(kind as ItemIdKind, thread, alice),
        prefix,
      ]),
    ];
    for (const [id, prefix] of made) expect(id).toMatch(new RegExp(`^${prefix}_[0-9a-f]{32}$`));
  });

  it('do not repeat, and those of one moment share only what tells the time [Q37]', () => {
    const ids = Array.from({ length: 20_000 }, () => newId('message'));
    expect(new Set(ids).size).toBe(ids.length);
    // The last 12 digits of each are random: their bits are set as often as not.
    const ones = ids
      .flatMap((id) => [...BigInt(`0x${id.slice(-12)}`).toString(2)])
      .filter((bit) => bit === '1');
    expect(ones.length / (ids.length * 48)).toBeCloseTo(0.5, 1);
  });
});
