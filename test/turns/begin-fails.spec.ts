import { newPerson } from '../../src/testing/builders.js';
import { ChatKitTestClient, userInput } from '../../src/testing/client/chatkit-test-client.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { MemoryTurnLedger } from '../../src/turns/memory-turn.ledger.js';

describe('a message while the database does not answer', () => {
  it('is refused in the stream, where the widget keeps what was typed; the log says why (row 18)', async () => {
    const store = new MemoryThreadStore();
    const ledger = new MemoryTurnLedger(store);
    const lost = new Error('Connection terminated unexpectedly');
    jest.spyOn(ledger, 'begin').mockRejectedValueOnce(lost);
    const log = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
    const server = new DelegatingServer(new ScriptedResponder(), { store, ledger, log });
    const context = { principal: newPerson(), requestId: 'req_1' };
    const client = ChatKitTestClient.of(server, context);

    const { status, events } = await client.open('threads.create', userInput('Hello'));
    expect(status).toBe(200);
    expect((await events.next()).value).toEqual({
      type: 'error',
      code: 'custom',
      message: 'The server cannot reach its data just now. Please try again in a moment.',
      allow_retry: true,
    });
    expect((await events.next()).done).toBe(true);
    expect(log.error).toHaveBeenCalledWith('turn could not begin', { requestId: 'req_1', error: lost });
    expect((await client.createThread('Hello')).events[0]).toMatchObject({ type: 'thread.created' });
  });
});
