import { assistantMessage, newPerson, newThread } from '../../src/testing/builders.js';
import { ChatKitTestClient, userInput } from '../../src/testing/client/chatkit-test-client.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { added, delta, done } from '../../src/testing/events.js';
import { newTurn } from '../../src/testing/ledger/scene.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { MemoryTurnLedger } from '../../src/turns/memory-turn.ledger.js';
import { InDoubtError } from '../../src/turns/outage.js';
import type { NewTurn, TurnChanges, TurnLease } from '../../src/turns/turn-ledger.js';
import type { Principal } from '../../src/turns/principal.js';

const refused = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const terminated = () => new Error('Connection terminated unexpectedly');

/** A ledger that can be reached when it is told so. What is asked of it before it is away may be lost on the way. */
class RemoteLedger extends MemoryTurnLedger {
  /** Requests that will not be answered. */
  away = 0;
  /** The next beginning, or the next end, is written, and the word of it lost. */
  losesAnswer = false;
  ends: string[] = [];

  override async begin(turn: NewTurn, changes: TurnChanges, principal: Principal) {
    this.reach();
    const lease = await super.begin(turn, changes, principal);
    if (this.isLost()) throw new InDoubtError(terminated());
    return lease;
  }
  override async commit(lease: TurnLease, changes: TurnChanges) {
    if (changes.end) this.ends.push(changes.end.status);
    this.reach();
    const thread = await super.commit(lease, changes);
    if (changes.end && this.isLost()) throw terminated();
    return thread;
  }
  override async latest(threadId: string, principal: Principal) {
    this.reach();
    return super.latest(threadId, principal);
  }
  override async sweep(options = {}) {
    this.reach();
    return super.sweep(options);
  }
  private reach(): void {
    if (this.away > 0 && this.away--) throw refused();
  }
  private isLost(): boolean {
    const isLost = this.losesAnswer;
    this.losesAnswer = false;
    return isLost;
  }
}

describe('while the storage is away', () => {
  const [half, whole] = ['Half an ', 'Half an answer'];
  let ledger: RemoteLedger;
  let client: ChatKitTestClient;
  let server: DelegatingServer;
  /** Called in the middle of each answer. */
  let inTheMiddle = () => {};
  /** Called before the turn's last write. */
  let atTheEnd = () => {};
  const log = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
  const alice = newPerson();
  beforeEach(async () => {
    [inTheMiddle, atTheEnd] = [() => {}, () => {}];
    const store = new MemoryThreadStore();
    ledger = new RemoteLedger(store);
    const responder = new ScriptedResponder(async function* ({ id }) {
      const item = assistantMessage(id, half);
      yield added(item);
      inTheMiddle();
      yield delta(item.id, 'answer');
      yield done({ ...item, content: [{ type: 'output_text', text: whole, annotations: [] }] });
      atTheEnd();
    });
    server = new DelegatingServer(responder, { store, ledger, log });
    client = ChatKitTestClient.of(server, { principal: alice });
    // The server's own beginning is over.
    await client.call('threads.list', {});
  });
  afterEach(() => jest.restoreAllMocks());

  const texts = async (threadId: string) =>
    (await client.items(threadId)).map((item) => ('content' in item ? JSON.stringify(item.content) : ''));

  it('an answer waits for it, and is stored whole (row 6)', async () => {
    inTheMiddle = () => (ledger.away = 3);
    const { threadId, events } = await client.createThread('Hello');
    expect(events.map(({ type }) => type)).not.toContain('error');
    expect((await texts(threadId))[1]).toContain(whole);
  });

  it('the end of a turn waits for it, once the answer is stored, and the thread is free then (row 6)', async () => {
    atTheEnd = () => (ledger.away = 3);
    const { threadId } = await client.createThread('Hello');
    expect(ledger.ends).toEqual(['completed', 'completed', 'completed', 'completed']);
    expect((await client.say(threadId, 'And now?')).map(({ type }) => type)).not.toContain('error');
  });

  it('an end whose word was lost is known for its own (D3)', async () => {
    atTheEnd = () => (ledger.losesAnswer = true);
    const { threadId, events } = await client.createThread('Hello');
    expect(ledger.ends).toEqual(['completed', 'completed']);
    expect(events.map(({ type }) => type)).not.toContain('error');
    expect(await ledger.latest(threadId, alice)).toMatchObject({ status: 'completed' });
  });

  it('a server that is told to stop waits no longer than it may', async () => {
    inTheMiddle = () => (ledger.away = Infinity);
    const { events } = await client.open('threads.create', userInput('Hello'));
    // The answer has begun when something of it is shown.
    for await (const event of events) if (event.type === 'thread.item.added') break;
    await server.drain(0);
    expect(server.runningTurns).toBe(0);
    expect(log.error).toHaveBeenCalledWith('turn could not be closed', expect.anything());
  });

  it('a beginning whose word was lost is carried on with (D3)', async () => {
    ledger.losesAnswer = true;
    const { threadId, events } = await client.createThread('Hello');
    expect(events.map(({ type }) => type)).not.toContain('error');
    expect(await client.items(threadId)).toHaveLength(2);
  });

  it('a beginning that was lost with its word is made again, once (D3)', async () => {
    jest.spyOn(ledger, 'begin').mockRejectedValueOnce(new InDoubtError(terminated()));
    const { threadId } = await client.createThread('Hello');
    expect(await client.items(threadId)).toHaveLength(2);
  });

  it('a turn that may have begun is closed by the next message, when nobody could wait for the word (row 170)', async () => {
    const { threadId } = await client.createThread('Hello');
    const [now, lateMs] = [Date.now.bind(Date), 15_000];
    jest.spyOn(ledger, 'latest').mockImplementationOnce(async () => {
      jest.spyOn(Date, 'now').mockImplementation(() => now() + lateMs);
      throw refused();
    });
    ledger.losesAnswer = true;
    const params = { thread_id: threadId, ...userInput('Are you there?') };
    const { events } = await client.open('threads.add_user_message', params);
    const told = [];
    for await (const event of events) told.push(event);
    expect(told).toEqual([
      {
        type: 'error',
        code: 'custom',
        message: 'The server cannot reach its data just now. Please try again in a moment.',
        allow_retry: true,
      },
    ]);
    expect(await ledger.latest(threadId, alice)).toMatchObject({ status: 'running' });

    expect((await client.say(threadId, 'Hello?')).at(-1)!.type).toBe('thread.item.done');
    expect((await texts(threadId)).join()).toContain('Are you there?');
  });

  it('nobody takes a turn over, also not in the moment when it is back: its process goes on with it', async () => {
    const thread = newThread();
    const hasty = jest.spyOn(Date, 'now');
    const lease = await ledger.begin(newTurn(thread.id), { thread }, alice);
    const later = Date.now() + MemoryTurnLedger.leaseMs + 1;
    hasty.mockImplementation(() => later);
    const say = async () => {
      const { events } = await client.open('threads.add_user_message', {
        thread_id: thread.id,
        ...userInput('Hello?'),
      });
      return (await events.next()).value as { type: string; message?: string };
    };
    // Its sweep meets the outage.
    jest.spyOn(ledger, 'sweep').mockRejectedValueOnce(refused());
    expect(await say()).toMatchObject({
      type: 'error',
      message: expect.stringContaining('still being written'),
    });
    expect(await say()).toMatchObject({
      type: 'error',
      message: expect.stringContaining('still being written'),
    });
    // The holder is back.
    await expect(ledger.commit(lease, { end: { status: 'completed' } })).resolves.toBeUndefined();

    expect((await say()).type).toBe('thread.item.done');
  });

  it('a turn whose process does not come back is taken over a little later', async () => {
    const thread = newThread();
    await ledger.begin(newTurn(thread.id), { thread }, alice);
    const later = Date.now() + MemoryTurnLedger.leaseMs + 1;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => later);
    jest.spyOn(ledger, 'sweep').mockRejectedValueOnce(refused());
    const params = { thread_id: thread.id, ...userInput('Hello?') };
    const first = await client.open('threads.add_user_message', params);
    expect((await first.events.next()).value).toMatchObject({ type: 'error' });
    clock.mockImplementation(() => later + 10_000);
    const second = await client.open('threads.add_user_message', params);
    expect((await second.events.next()).value).toMatchObject({ type: 'thread.item.done' });
  });
});
