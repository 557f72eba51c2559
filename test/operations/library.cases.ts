import type { ThreadMetadata } from '../../src/protocol/thread.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { added, delta } from '../../src/testing/events.js';
import { ChatKitServer } from '../../src/turns/chatkit-server.js';
import type { RequestContext, TurnContext } from '../../src/turns/context.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { eventually } from '../support/eventually.js';

interface AppContext extends RequestContext {
  tenant: { id: string; plan: string | null };
}

class Recorder extends ChatKitServer<AppContext> {
  readonly contexts: AppContext[] = [];
  override async *respond(
    thread: ThreadMetadata,
    _input: unknown,
    context: TurnContext & AppContext,
  ): ReturnType<ChatKitServer['respond']> {
    this.contexts.push(context);
    const item = assistantMessage(thread.id, undefined, { id: 'msg_answer' });
    yield added(item);
    yield delta(item.id, 'Half an answer');
    await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
  }
  override async addFeedback(_thread: string, _items: readonly string[], _kind: string, context: AppContext) {
    this.contexts.push(context);
  }
}

const context = { principal: { userId: 'alice' }, tenant: { id: 't1', plan: null } };
const create = { type: 'threads.create', params: userInput('Hello') };

describe('a server without a framework (row 58)', () => {
  let store: ThreadStore;
  let server: Recorder;
  beforeEach(() => {
    store = new MemoryThreadStore();
    server = new Recorder({ store });
  });
  afterEach(() => server.drain(0));

  async function framesOf(body: unknown, count: number): Promise<{ type: string; [key: string]: unknown }[]> {
    const result = await server.process(body, context);
    if (!result.streaming) throw new Error('not a stream');
    const frames: string[] = [];
    for await (const frame of result) if (frames.push(frame) === count) break;
    return frames.map((frame) => JSON.parse(frame.slice('data: '.length)) as { type: string });
  }

  it("hands the application's own context to every hook [E12 E13]", async () => {
    const [created] = await framesOf(create, 4);
    const { id } = created!.thread as ThreadMetadata;
    const feedback = { thread_id: id, item_ids: [], kind: 'positive' };
    await server.process(JSON.stringify({ type: 'items.feedback', params: feedback }), context);
    expect(server.contexts).toMatchObject([context, context]);
    expect(server.contexts[0]!.tenant).toBe(context.tenant);
  });

  it('says in one line what became of a turn, under the id of its request [Q50]', async () => {
    const log = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
    class Brief extends Recorder {
      override async *respond(): ReturnType<ChatKitServer['respond']> {}
    }
    const brief = new Brief({ store, log });
    const result = await brief.process(create, { ...context, requestId: 'req_7' });
    if (result.streaming) for await (const _ of result);
    expect(log.info.mock.calls).toEqual([
      ['turn finished', expect.objectContaining({ requestId: 'req_7', status: 'completed', events: 3 })],
    ]);
  });

  it('appends what was said elsewhere for whoever may, and for nobody that is limited to less (row 147)', async () => {
    const { thread } = (await framesOf(create, 1))[0] as unknown as { thread: ThreadMetadata };
    await server.drain(0);
    const append = (...scopes: string[]) =>
      new Recorder({ store }).appendMessage(
        { threadId: thread.id, role: 'assistant', text: 'Good morning' },
        { ...context, principal: { userId: 'alice', scopes } },
      );
    await expect(append('chat:read')).rejects.toMatchObject({ code: 'forbidden' });
    expect(await append('items:append')).toMatchObject({ isNew: true });
    expect(await append('chat:read', 'chat:write')).toMatchObject({ isNew: true });
  });

  it('takes a body as text, as bytes, or parsed', async () => {
    const list = { type: 'threads.list', params: {} };
    for (const body of [list, JSON.stringify(list), Buffer.from(JSON.stringify(list))]) {
      expect(await server.process(body, context)).toMatchObject({ streaming: false, body: { data: [] } });
    }
    await expect(server.process('{', context)).rejects.toMatchObject({ status: 400 });
  });

  it('takes a reader that stops reading as one that left [E109 E234]', async () => {
    const [created] = await framesOf(create, 5);
    const { id } = created!.thread as ThreadMetadata;
    await eventually(async () => {
      const { data } = await store.loadThreadItems(id, { limit: 10, order: 'asc' }, context.principal);
      expect(data.slice(1)).toMatchObject([
        { type: 'assistant_message', content: [{ text: 'Half an answer' }] },
        { type: 'sdk_hidden_context' },
      ]);
    });
    expect(server.runningTurns).toBe(0);
  });

  it('lets go of a reader that reads no more when the turn has run too long', async () => {
    class Endless extends Recorder {
      override async *respond(thread: ThreadMetadata): ReturnType<ChatKitServer['respond']> {
        const item = assistantMessage(thread.id);
        yield added(item);
        for (;;) yield delta(item.id, 'x'.repeat(10_000));
      }
    }
    const endless = new Endless({ store, policy: { deadlineMs: 50 } });
    const result = await endless.process(create, context);
    if (!result.streaming) throw new Error('not a stream');
    await result[Symbol.asyncIterator]().next();
    await eventually(async () => expect(endless.runningTurns).toBe(0));
  });

  it('holds the answer up for a reader that is slow, and loses nothing', async () => {
    class Chatty extends Recorder {
      sent = 0;
      override async *respond(thread: ThreadMetadata): ReturnType<ChatKitServer['respond']> {
        const item = assistantMessage(thread.id);
        yield added(item);
        for (; this.sent < 2_000; this.sent++) yield delta(item.id, 'x'.repeat(1_000));
      }
    }
    const chatty = new Chatty({ store });
    const result = await chatty.process(create, context);
    let deltas = 0;
    if (result.streaming) {
      for await (const frame of result) {
        if (deltas === 0) expect(chatty.sent).toBeLessThan(400);
        if (frame.includes('text_delta')) deltas++;
      }
    }
    expect(deltas).toBe(2_000);
  });
});
