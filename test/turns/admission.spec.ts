import { TooManyRequestsError } from '../../src/protocol/errors.js';
import type { OperationType } from '../../src/protocol/requests.js';
import { assistantMessage, newPerson } from '../../src/testing/builders.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { done } from '../../src/testing/events.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { Admission } from '../../src/turns/admission.js';
import type { Admitted, TurnUsage } from '../../src/turns/context.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';

/** Lets everything in but what it is told not to, and writes down what it hears. */
class RecordingAdmission extends Admission {
  refusal?: Error;
  readonly asked: OperationType[] = [];
  readonly ended: (Readonly<TurnUsage> | 'nothing begun')[] = [];

  override async admit(operation: OperationType): Promise<Admitted> {
    this.asked.push(operation);
    if (this.refusal) throw this.refusal;
    return { end: (usage) => void this.ended.push(usage ?? 'nothing begun') };
  }
}

const input = { content: [{ type: 'input_text', text: 'Hi' }], attachments: [], inference_options: {} };
const create = { type: 'threads.create', params: { input } };
const list = { type: 'threads.list', params: {} };

function setUp() {
  const admission = new RecordingAdmission();
  const responder = new ScriptedResponder(async function* (thread, _input, { usage }) {
    usage.inputTokens += 7;
    yield done(assistantMessage(thread.id, 'Hello.'));
  });
  const log = { info() {}, warn() {}, error() {} };
  const server = new DelegatingServer(responder, { store: new MemoryThreadStore(), admission, log });
  const context = { principal: newPerson() };
  const read = async (body: object, given: typeof context = context) => {
    const result = await server.process(body, given);
    if (!result.streaming) return [result.body];
    const frames = [];
    for await (const frame of result) frames.push(frame);
    return frames;
  };
  return { admission, responder, server, context, read };
}

describe('a server that asks who may go on (row 215)', () => {
  it('asks about each request once, and tells when a turn has ended and what it took', async () => {
    const { admission, read } = setUp();
    await read(create);
    await read(list);
    expect(admission.asked).toEqual(['threads.create', 'threads.list']);
    expect(admission.ended).toEqual([
      expect.objectContaining({ inputTokens: 7 }),
      expect.objectContaining({ inputTokens: 0 }),
    ]);
  });

  it('tells that nothing was begun when a request fails after all', async () => {
    const { admission, read } = setUp();
    const unknown = { thread_id: 'thr_1', item_id: 'msg_1' };
    await expect(read({ type: 'threads.retry_after_item', params: unknown })).rejects.toThrow();
    await expect(read({ type: 'threads.get_by_id', params: unknown })).rejects.toThrow();
    expect(admission.ended).toEqual(['nothing begun', 'nothing begun']);
  });

  it('does not ask about a request that is not valid, or too large', async () => {
    const { admission, read } = setUp();
    await expect(read({ type: 'threads.fly', params: {} })).rejects.toThrow();
    const long = { content: [{ type: 'input_text', text: 'x'.repeat(200_001) }] };
    await read({ type: 'threads.create', params: { input: { ...input, ...long } } });
    expect(admission.asked).toEqual([]);
  });

  it('tells of a refusal in the stream, or throws it where there is none, and has done nothing', async () => {
    const { admission, responder, read } = setUp();
    admission.refusal = new TooManyRequestsError('rate_limited', { retryAfterMs: 1 });
    const [frame, ...rest] = await read(create);
    expect(String(frame)).toContain('"type":"error"');
    expect(String(frame)).toContain('"allow_retry":true');
    expect([rest, responder.calls, admission.ended]).toEqual([[], [], []]);
    await expect(read(list)).rejects.toMatchObject({ status: 429, retryAfterSeconds: 1 });
    admission.refusal = undefined;
    expect(await read(list)).toEqual([expect.objectContaining({ data: [] })]);
  });

  it('does not ask again about what was let in ahead', async () => {
    const { admission, server, context, read } = setUp();
    const admitted = await server.admit('threads.add_user_message', context);
    expect(admission.ended).toEqual([]);
    await read(create, admitted);
    expect(admission.asked).toEqual(['threads.add_user_message']);
    expect(admission.ended).toEqual([expect.objectContaining({ inputTokens: 7 })]);
  });
});
