import { assistantMessage } from '../../src/testing/builders.js';
import { typesOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { done } from '../../src/testing/events.js';
import { ScriptedResponder, type Script } from '../../src/testing/scripted.responder.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import type { TestApp } from '../support/app.js';
import { shareApp } from '../support/shared-app.js';

describe('a message', () => {
  const responder = new ScriptedResponder();
  let server: TestApp;
  beforeAll(async () => (server = await shareApp(responder)));
  afterAll(() => server.close());
  const silent: Script = async function* () {};
  const answering: Script = async function* (thread) {
    yield done(assistantMessage(thread.id, 'Hi'));
  };
  beforeEach(() => {
    responder.script = silent;
    responder.calls.length = 0;
  });

  const say = (threadId: string, more: object) =>
    server.alice.stream('threads.add_user_message', { thread_id: threadId, ...userInput('More', more) });
  const frames = async (type: string, params: object) =>
    (await server.alice.post(JSON.stringify({ type, params }))).text();

  describe('that begins a thread', () => {
    it('is told by the thread, itself and the options, and that is all [E1 E2 E3 E4 E6 E14]', async () => {
      const { events, threadId } = await server.alice.createThread('Plan a trip');
      expect(events).toEqual([
        {
          type: 'thread.created',
          thread: {
            id: threadId,
            created_at: expect.stringMatching(/Z$/),
            status: { type: 'active' },
            metadata: {},
            items: { data: [], has_more: false },
          },
        },
        {
          type: 'thread.item.done',
          item: expect.objectContaining({
            type: 'user_message',
            thread_id: threadId,
            content: [{ type: 'input_text', text: 'Plan a trip' }],
            attachments: [],
          }),
        },
        { type: 'stream_options', stream_options: { allow_cancel: true } },
      ]);
    });

    it('keeps the quoted passage, and takes an empty one as none [E5]', async () => {
      const [, event] = await server.alice.stream(
        'threads.create',
        userInput('Why?', { quoted_text: 'Because' }),
      );
      expect(event).toMatchObject({ item: { quoted_text: 'Because' } });
      const [, other] = await server.alice.stream('threads.create', userInput('Why?'));
      expect(event).toHaveProperty('item.quoted_text');
      expect(other).not.toHaveProperty('item.quoted_text');
    });

    it('hands what was chosen to the hook; nothing need be chosen [E10 E11]', async () => {
      const chosen = { tool_choice: { id: 'search' }, model: 'fast' };
      await server.alice.stream('threads.create', userInput('x', { inference_options: chosen }));
      await server.alice.stream('threads.create', userInput('x', { inference_options: {} }));
      expect(responder.calls.map(({ input }) => input!.inference_options)).toEqual([chosen, {}]);
    });

    it('comes as frames of one JSON document each, progress and all [E21 E25 E26]', async () => {
      responder.script = async function* (thread) {
        yield { type: 'progress_update', text: 'line\nbreak' };
        yield done(assistantMessage(thread.id, 'Hi'));
      };
      const documents = (await frames('threads.create', userInput('x'))).split('\n\n').slice(0, -1);
      const events = documents.map((frame) => JSON.parse(frame.replace(/^data: /, '')) as { type: string });
      expect(typesOf(events as never)).toEqual([
        'thread.created',
        'thread.item.done',
        'stream_options',
        'progress_update',
        'thread.item.done',
      ]);
      expect(events[3]).toEqual({ type: 'progress_update', text: 'line\nbreak' });
    });

    it('is stored with its thread before the answer can fail (rows 170, 182) [E104 E105]', async () => {
      responder.script = async function* () {
        throw new Error('boom');
      };
      const { events, threadId } = await server.alice.createThread('Keep me');
      expect(events.slice(3)).toEqual([{ type: 'error', code: 'stream.error', allow_retry: true }]);
      expect(await server.alice.items(threadId)).toMatchObject([{ content: [{ text: 'Keep me' }] }]);
    });

    it('sent twice is two threads: nothing in a request says that it is the same [Q40]', async () => {
      const [one, two] = [await server.alice.createThread('Same'), await server.alice.createThread('Same')];
      expect(one.threadId).not.toBe(two.threadId);
    });
  });

  describe('that goes on', () => {
    it('is told by itself, and by no new thread [E15 E16 E17]', async () => {
      const { threadId } = await server.alice.createThread('One');
      const events = await say(threadId, { inference_options: { tool_choice: { id: 'search' } } });
      expect(typesOf(events)).toEqual(['thread.item.done', 'stream_options']);
      expect(events[0]).toMatchObject({ item: { type: 'user_message', content: [{ text: 'More' }] } });
      expect(responder.calls.at(-1)!.input!.inference_options).toEqual({ tool_choice: { id: 'search' } });
    });

    it('follows what was said before; lists give the newest first [E18 E19]', async () => {
      responder.script = answering;
      const { threadId } = await server.alice.createThread('One');
      await say(threadId, {});
      const kinds = ['user_message', 'assistant_message', 'user_message', 'assistant_message'];
      const items = await server.alice.items(threadId);
      expect(items.map(({ type }) => type)).toEqual(kinds);
      const { body } = await server.alice.call<{ data: unknown[] }>('items.list', { thread_id: threadId });
      expect(body.data).toEqual(items.toReversed());
    });

    it.each(['locked', 'closed'] as const)(
      'in a %s thread is refused with the reason, and the text is not taken [Q46]',
      async (type) => {
        responder.script = async function* (thread) {
          thread.status = { type, reason: 'The case is settled.' };
        };
        const { threadId } = await server.alice.createThread('One');
        const [message] = await server.alice.items(threadId);
        const refused = [
          { type: 'error', code: 'custom', message: 'The case is settled.', allow_retry: false },
        ];
        expect(await say(threadId, {})).toEqual(refused);
        const retry = { thread_id: threadId, item_id: message!.id };
        expect(await server.alice.stream('threads.retry_after_item', retry)).toEqual(refused);
        expect(await server.alice.items(threadId)).toEqual([message]);
        expect(responder.calls).toHaveLength(1);
      },
    );

    it('that is too long is refused in the stream, with how long it may be [Q44]', async () => {
      const { threadId } = await server.alice.createThread('One');
      const text = 'a'.repeat(100_001);
      const content = [1, 2].map(() => ({ type: 'input_text', text }));
      expect(await say(threadId, { content })).toEqual([
        {
          type: 'error',
          code: 'custom',
          message: 'A message may have 200,000 characters at the most; this has 200,002.',
          allow_retry: false,
        },
      ]);
    });
  });

  it('counts the data of its tags', async () => {
    const data = { note: 'a'.repeat(200_001) };
    const content = [{ type: 'input_tag', id: 'c_1', text: 'ACME', data }];
    expect(await server.alice.stream('threads.create', userInput('', { content }))).toMatchObject([
      { type: 'error', message: expect.stringContaining('characters') },
    ]);
  });

  it('may bring data for the hooks along, and a tag without any [E211 E212 Q15 Q16]', async () => {
    const content = [{ type: 'input_tag', id: 'c_1', text: 'ACME', extra: 1 }];
    const request = { type: 'threads.create', params: { ...userInput('', { content }), extra: 1 }, extra: 1 };
    for (const metadata of [{ page: '/orders', deep: { a: null } }, null, undefined]) {
      const response = await server.alice.post(JSON.stringify({ ...request, metadata }));
      expect([response.status, (await response.text()).includes('stream_options')]).toEqual([200, true]);
    }
    expect(responder.calls.map(({ context }) => context.metadata)).toEqual([
      { page: '/orders', deep: { a: null } },
      {},
      {},
    ]);
    const tag = { type: 'input_tag', id: 'c_1', text: 'ACME', data: {}, interactive: false };
    expect(responder.calls[0]!.input!.content).toEqual([tag]);
  });

  it.each([
    ['threads.add_user_message', userInput('x')],
    ['threads.add_client_tool_output', { result: 1 }],
    ['threads.add_structured_input', { item_id: 'msg_1', input: {} }],
    ['threads.retry_after_item', { item_id: 'msg_1' }],
    ['threads.custom_action', { action: { type: 'x' } }],
  ] as const)(
    'to a thread that does not exist is 404 before any event: %s [E213 Q5]',
    async (type, params) => {
      const { status, headers, body } = await server.alice.call(type, { ...params, thread_id: 'thr_none' });
      expect([status, headers.get('content-type'), body.message]).toEqual([
        404,
        expect.stringMatching(/^application\/json/),
        'There is no such thread.',
      ]);
    },
  );

  it.each([
    '{',
    '',
    'null',
    '[]',
    '{"type":"threads.nope","params":{}}',
    '{"params":{}}',
    '{"type":"threads.list"}',
  ])('that is no request, as %j, is 400 with words [E210 Q4]', async (body) => {
    const response = await server.alice.post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'bad_request', message: expect.any(String) });
  });

  it('carries times in UTC, to the millisecond [Q38]', async () => {
    const { events } = await server.alice.createThread('When?');
    const times = JSON.stringify(events).match(/"created_at":"[^"]*"/g)!;
    expect(times).toHaveLength(2);
    for (const time of times) expect(time).toMatch(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/);
  });

  it('is in the store under an id that nobody can guess [Q37]', async () => {
    const { threadId } = await server.alice.createThread('Whose?');
    const [item] = await server.alice.items(threadId);
    for (const id of [threadId, item!.id]) expect(id).toMatch(/^(thr|msg)_[0-9a-f]{32}$/);
    await expect(
      server.app.get(ThreadStore).loadItem(threadId, item!.id, { userId: 'alice' }),
    ).resolves.toEqual(item);
  });
});
