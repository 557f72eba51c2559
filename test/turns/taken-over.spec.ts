import { assistantMessage, newPerson, newThread } from '../../src/testing/builders.js';
import { ChatKitTestClient, userInput } from '../../src/testing/client/chatkit-test-client.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { done } from '../../src/testing/events.js';
import { newTurn } from '../../src/testing/ledger/scene.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { MemoryTurnLedger } from '../../src/turns/memory-turn.ledger.js';

const log = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
const responder = new ScriptedResponder(async function* ({ id }) {
  yield done(assistantMessage(id, 'Here.'));
});

/** A thread whose turn has begun to answer and belongs to no server: its process is gone, or somewhere else. */
async function threadWithTurn(leaseMs: number) {
  const [store, principal, thread] = [new MemoryThreadStore(), newPerson(), newThread()];
  const ledger = new MemoryTurnLedger(store, { leaseMs });
  const server = new DelegatingServer(responder, { store, ledger, log });
  const client = ChatKitTestClient.of(server, { principal });
  // By its first request the server has looked for orphans, and found none.
  await client.call('threads.list', {});
  const half = assistantMessage(thread.id, 'Half an ans');
  const lease = await ledger.begin(newTurn(thread.id), { thread, checkpoint: [half] }, principal);
  return { client, lease, half, server, ledger, threadId: thread.id, context: { principal } };
}

describe('a message to a thread whose turn', () => {
  it('has lost its process is answered at once, after what that process had said (row 170)', async () => {
    const { client, threadId, lease, half } = await threadWithTurn(0);
    // Not `say`: what is kept of the other turn is older than this stream, and no event of it.
    const params = { thread_id: threadId, ...userInput('Are you there?') };
    const { events } = await client.open('threads.add_user_message', params);
    for await (const event of events) expect(event.type).not.toBe('error');
    expect(await client.items(threadId)).toEqual([
      half,
      expect.objectContaining({ type: 'user_message' }),
      expect.objectContaining({ content: [expect.objectContaining({ text: 'Here.' })] }),
    ]);
    expect(log.warn).toHaveBeenCalledWith(expect.stringContaining('interrupted'), {
      turnId: lease.turnId,
      threadId,
    });
  });

  it('has lost its process is appended at once, too', async () => {
    const { client, threadId, half, server, context } = await threadWithTurn(0);
    await server.appendMessage({ threadId, role: 'user', text: 'By the way' }, context);
    expect((await client.items(threadId)).map(({ id, type }) => (id === half.id ? 'half' : type))).toEqual([
      'half',
      'user_message',
    ]);
  });

  it('is closed by another server in this very moment is answered all the same', async () => {
    const { client, threadId, ledger } = await threadWithTurn(0);
    jest.spyOn(ledger, 'sweep').mockImplementationOnce(async (options) => {
      await MemoryTurnLedger.prototype.sweep.call(ledger, options);
      return [];
    });
    const params = { thread_id: threadId, ...userInput('Are you there?') };
    const { events } = await client.open('threads.add_user_message', params);
    for await (const event of events) expect(event.type).not.toBe('error');
    expect(await client.items(threadId)).toHaveLength(3);
  });

  it('is held by somebody is refused as busy, and not stored', async () => {
    const { client, threadId } = await threadWithTurn(30_000);
    const events = await client.say(threadId, 'Are you there?');
    expect(events).toEqual([expect.objectContaining({ type: 'error', allow_retry: true })]);
    expect(await client.items(threadId)).toEqual([]);
  });
});
