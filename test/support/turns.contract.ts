import { once } from 'node:events';
import { connect } from 'node:net';
import { DataSource } from 'typeorm';
import { AssistantServer } from '../../src/agent/assistant.server.js';
import { CustomStreamError, StreamError } from '../../src/protocol/errors.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { foldItems } from '../../src/protocol/fold.js';
import { newId } from '../../src/protocol/ids.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { startApp, type TestApp } from './app.js';
import { threadIdOf, typesOf, type OpenStream } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { added, delta, done, removed } from '../../src/testing/events.js';
import { ScriptedResponder, untilStopped, type Script } from '../../src/testing/scripted.responder.js';
import { eventually } from './eventually.js';

/**
 * What a turn does, from a request to rows, whatever database is underneath.
 * @param settings The environment that names the database.
 */
export function turnsContract(settings: () => Promise<Record<string, string>>): void {
  const responder = new ScriptedResponder();
  let server: TestApp;
  beforeAll(async () => (server = await startApp({ responder, variables: await settings() })));
  afterAll(() => server.close());
  beforeEach(() => {
    responder.calls.length = 0;
  });

  const principal = { userId: 'alice' };

  async function create(script: Script) {
    responder.script = script;
    return server.alice.createThread('Hello');
  }

  /** Begins a stream and reads it up to the first event for which the predicate holds. */
  async function openUntil(
    script: Script,
    reached: (event: ThreadStreamEvent) => boolean,
  ): Promise<{ stream: OpenStream; events: ThreadStreamEvent[]; threadId: string }> {
    responder.script = script;
    const stream = await server.alice.open('threads.create', userInput('Hello'));
    const events: ThreadStreamEvent[] = [];
    for (;;) {
      const { value, done } = await stream.events.next();
      if (done) throw new Error('The stream ended early.');
      events.push(value);
      if (reached(value)) return { stream, events, threadId: threadIdOf(events) };
    }
  }

  const isDelta = (event: ThreadStreamEvent) => event.type === 'thread.item.updated';
  const turnStatus = async (threadId: string) => {
    const rows = await server.app
      .get(DataSource)
      .query<{ status: string }[]>('select status from turns where thread_id = $1 order by started_at', [
        threadId,
      ]);
    return rows.map(({ status }) => status);
  };
  const storedItems = async (threadId: string) =>
    (await server.app.get(ThreadStore).loadThreadItems(threadId, { limit: 100, order: 'asc' }, principal))
      .data;

  describe('a turn', () => {
    it('ends after the options when the responder says nothing', async () => {
      const { events, threadId } = await create(async function* () {});
      expect(typesOf(events)).toEqual(['thread.created', 'thread.item.done', 'stream_options']);
      expect(await turnStatus(threadId)).toEqual(['completed']);
    });

    it('hands the stored message, the context and a live thread to the responder', async () => {
      responder.script = async function* () {};
      const options = { tool_choice: { id: 'search' }, model: 'fast' };
      await server.alice.stream(
        'threads.create',
        userInput('Hi', { inference_options: options, quoted_text: 'q' }),
      );
      const [call] = responder.calls;
      expect(call!.input).toMatchObject({ inference_options: options, quoted_text: 'q', attachments: [] });
      expect(call!.context).toMatchObject({
        principal: { userId: 'alice' },
        turnId: expect.stringMatching(/^trn_/),
      });
      expect(call!.thread).toMatchObject({ id: call!.input!.thread_id, metadata: {} });
    });

    it('never shows an item as done before it can be read back', async () => {
      const stream = await openUntil(
        async function* (thread, _input, context) {
          yield done(assistantMessage(thread.id, 'one'));
          await untilStopped(context);
        },
        (event) => event.type === 'thread.item.done' && event.item.type === 'assistant_message',
      );
      const seen = await server.alice.items(stream.threadId);
      expect(seen.map(({ type }) => type)).toEqual(['user_message', 'assistant_message']);
      stream.stream.leave();
    });

    it('keeps the order in which items were begun, also when they end in another', async () => {
      const { events, threadId } = await create(async function* (thread) {
        const [a, b, c] = ['a', 'b', 'c'].map((text) => assistantMessage(thread.id, text));
        yield added(a!);
        yield added(b!);
        yield done(c!);
        yield done(b!);
        yield done(a!);
      });
      const folded = events.reduce<ThreadItem[]>(foldItems, []);
      expect(folded).toEqual(await server.alice.items(threadId));
      expect(
        folded.slice(1).map((item) => item.type === 'assistant_message' && item.content[0]!.text),
      ).toEqual(['a', 'b', 'c']);
    });

    it('removes, replaces and adds items as it goes, in the stream and in the store', async () => {
      const { events, threadId } = await create(async function* (thread) {
        const [a, b] = [assistantMessage(thread.id, 'a'), assistantMessage(thread.id, 'b')];
        const { content: _, ...base } = a;
        yield done(a);
        yield done(b);
        yield {
          type: 'thread.item.replaced',
          item: { ...base, type: 'task', task: { type: 'image', status_indicator: 'none' } },
        };
        yield removed(b.id);
        yield removed('msg_never_was');
      });
      const folded = events.reduce<ThreadItem[]>(foldItems, []);
      expect(folded.map(({ type }) => type)).toEqual(['user_message', 'task']);
      expect(JSON.stringify(folded.map(({ id }) => id))).toBe(
        JSON.stringify((await server.alice.items(threadId)).map(({ id }) => id)),
      );
    });

    it('shows an item as it is stored when it was begun anew and never ended', async () => {
      const { events, threadId } = await create(async function* (thread) {
        const item = assistantMessage(thread.id, 'whole');
        yield done(item);
        yield added({ ...item, content: [] });
      });
      expect(events.at(-1)).toMatchObject({
        type: 'thread.item.replaced',
        item: { content: [{ text: 'whole' }] },
      });
      expect(events.reduce<ThreadItem[]>(foldItems, [])).toEqual(await server.alice.items(threadId));
    });

    it('takes back what was begun and never ended', async () => {
      const { events, threadId } = await create(async function* (thread) {
        yield added(assistantMessage(thread.id, 'never done'));
      });
      expect(typesOf(events).at(-1)).toBe('thread.item.removed');
      expect(events.reduce<ThreadItem[]>(foldItems, [])).toEqual(await server.alice.items(threadId));
    });

    it('repairs text that no database can hold before it is stored and sent', async () => {
      const { events, threadId } = await create(async function* (thread) {
        const item = assistantMessage(thread.id);
        yield added(item);
        yield delta(item.id, 'a\ud83d');
        yield delta(item.id, '\ude00b\0');
        yield done({
          ...item,
          content: [{ type: 'output_text', text: 'a\ud83d\ude00b\0\ud800', annotations: [] }],
        });
      });
      const items = await server.alice.items(threadId);
      expect(items.at(-1)).toMatchObject({ content: [{ text: 'a😀b\uFFFD\uFFFD' }] });
      expect(events.reduce<ThreadItem[]>(foldItems, [])).toEqual(items);
    });
  });

  describe('changes of the thread during a turn', () => {
    it('are announced right after the event at which they are noticed', async () => {
      const { events, threadId } = await create(async function* (thread) {
        yield done(assistantMessage(thread.id, 'a'));
        thread.title = 'Groceries';
        thread.metadata.step = 1;
        yield done(assistantMessage(thread.id, 'b'));
        yield done(assistantMessage(thread.id, 'c'));
      });
      expect(typesOf(events).slice(3)).toEqual([
        'thread.item.done',
        'thread.item.done',
        'thread.updated',
        'thread.item.done',
      ]);
      expect(events.find(({ type }) => type === 'thread.updated')).toMatchObject({
        thread: { title: 'Groceries', metadata: {}, items: { data: [] } },
      });
      expect(await server.app.get(ThreadStore).loadThread(threadId, principal)).toMatchObject({
        title: 'Groceries',
        metadata: { step: 1 },
      });
    });

    it('are announced as they are stored: a title without a byte order mark', async () => {
      const { events, threadId } = await create(async function* (thread) {
        thread.title = '\uFEFFGroceries';
      });
      expect(events.at(-1)).toMatchObject({ type: 'thread.updated', thread: { title: 'Groceries' } });
      expect(await server.alice.thread(threadId)).toMatchObject({ title: 'Groceries' });
    });

    it('are announced between deltas when it is the title', async () => {
      const { events } = await create(async function* (thread) {
        const item = assistantMessage(thread.id);
        yield added(item);
        thread.title = 'Early';
        yield delta(item.id, 'a');
        yield delta(item.id, 'b');
        yield done({ ...item, content: [] });
      });
      expect(typesOf(events).slice(4, 7)).toEqual([
        'thread.item.updated',
        'thread.updated',
        'thread.item.updated',
      ]);
    });

    it('at the end are the last event; a change of metadata alone is one too', async () => {
      const { events, threadId } = await create(async function* (thread) {
        thread.metadata = { a: { b: 1 } };
      });
      expect(typesOf(events).at(-1)).toBe('thread.updated');
      expect(await server.app.get(ThreadStore).loadThread(threadId, principal)).toMatchObject({
        metadata: { a: { b: 1 } },
      });
    });

    it('do not undo what a person renames meanwhile', async () => {
      let renamed!: () => void;
      const whenRenamed = new Promise<void>((resolve) => (renamed = resolve));
      const { stream, threadId } = await openUntil(
        async function* (thread) {
          yield { type: 'progress_update', text: 'thinking' };
          await whenRenamed;
          thread.metadata.done = true;
        },
        (event) => event.type === 'progress_update',
      );
      await server.alice.call('threads.update', { thread_id: threadId, title: 'Mine' });
      renamed();
      for await (const _ of stream.events);
      expect(await server.app.get(ThreadStore).loadThread(threadId, principal)).toMatchObject({
        title: 'Mine',
        metadata: { done: true },
      });
    });

    it.each(['in the middle', 'at the end'])(
      'never take the place of a name that a person gave meanwhile, set %s (row 99)',
      async (when) => {
        let renamed!: () => void;
        const whenRenamed = new Promise<void>((resolve) => (renamed = resolve));
        const { stream, threadId } = await openUntil(
          async function* (thread) {
            yield { type: 'progress_update', text: 'thinking' };
            await whenRenamed;
            thread.title ??= 'Made up';
            if (when === 'at the end') return;
            yield { type: 'progress_update', text: 'still thinking' };
            thread.title = 'Made up again';
            yield { type: 'progress_update', text: 'done' };
          },
          (event) => event.type === 'progress_update',
        );
        await server.alice.call('threads.update', { thread_id: threadId, title: 'Mine' });
        renamed();
        const told: unknown[] = [];
        for await (const event of stream.events) {
          if (event.type === 'thread.updated') told.push(event.thread.title);
        }
        expect(new Set(told)).toEqual(new Set(['Mine']));
        expect(await server.alice.thread(threadId)).toMatchObject({ title: 'Mine' });
      },
    );
  });

  describe('hidden items', () => {
    it.each(['thread.item.done', 'thread.item.replaced'] as const)(
      'that were shown before leave the view by %s',
      async (type) => {
        const { events, threadId } = await create(async function* (thread) {
          const item = assistantMessage(thread.id, 'shown');
          yield type === 'thread.item.done' ? added(item) : done(item);
          yield { type, item: { ...item, type: 'hidden_context_item', content: 'xyzzy' } };
        });
        expect(typesOf(events).at(-1)).toBe('thread.item.removed');
        expect(events.reduce<ThreadItem[]>(foldItems, [])).toEqual(await server.alice.items(threadId));
      },
    );

    it('are stored, and leave by no event and no list (row 26)', async () => {
      const { events, threadId } = await create(async function* (thread) {
        const hidden = {
          type: 'hidden_context_item',
          id: newId('message'),
          thread_id: thread.id,
          created_at: new Date().toISOString(),
          content: { secret: 'xyzzy' },
        } as const;
        yield added(hidden);
        yield delta(hidden.id, 'xyzzy');
        yield done(hidden);
        yield { type: 'thread.item.replaced', item: { ...hidden, content: 'xyzzy' } };
      });
      expect(JSON.stringify(events)).not.toContain('xyzzy');
      expect(await server.alice.items(threadId)).toHaveLength(1);
      expect((await server.alice.thread(threadId)).items).toMatchObject({ data: [{}], has_more: false });
      expect(await storedItems(threadId)).toHaveLength(2);
    });
  });

  describe('a responder that fails', () => {
    it.each([
      [new Error('sk-SECRET'), { code: 'stream.error', allow_retry: true }],
      [new StreamError(), { code: 'stream.error', allow_retry: true }],
      [new StreamError('stream.error', false), { code: 'stream.error', allow_retry: false }],
      [
        new CustomStreamError('Limit reached.'),
        { code: 'custom', message: 'Limit reached.', allow_retry: false },
      ],
      [
        new CustomStreamError('Too early.', true),
        { code: 'custom', message: 'Too early.', allow_retry: true },
      ],
    ])('with %p ends the stream by an error event, and cleanly [E225]', async (error, expected) => {
      const { events, threadId } = await create(async function* () {
        throw error;
      });
      expect(events.at(-1)).toEqual({ type: 'error', ...expected });
      expect(JSON.stringify(events)).not.toContain('SECRET');
      expect(await turnStatus(threadId)).toEqual(['failed']);
    });

    it('keeps the text it had written, and the title it had set', async () => {
      const { events, threadId } = await create(async function* (thread) {
        const item = assistantMessage(thread.id);
        yield added(item);
        yield delta(item.id, 'Half an ans');
        thread.title = 'T';
        throw new Error('boom');
      });
      expect(typesOf(events).slice(-3)).toEqual(['thread.item.done', 'error', 'thread.updated']);
      expect(events.reduce<ThreadItem[]>(foldItems, [])).toEqual(await server.alice.items(threadId));
      expect((await server.alice.items(threadId)).at(-1)).toMatchObject({
        content: [{ text: 'Half an ans' }],
      });
    });

    it('leaves the thread usable', async () => {
      const { threadId } = await create(async function* () {
        throw new Error('boom');
      });
      responder.script = async function* (thread) {
        yield done(assistantMessage(thread.id, 'again'));
      };
      expect(typesOf(await server.alice.say(threadId, 'again')).at(-1)).toBe('thread.item.done');
    });

    it('by sending what is nested too deep is told apart from what is stored', async () => {
      let deep: unknown = 'x';
      for (let level = 0; level < 200; level++) deep = [deep];
      const { events, threadId } = await create(async function* (thread) {
        yield done({
          ...assistantMessage(thread.id),
          type: 'widget',
          widget: { type: 'Card', deep },
        } as never);
      });
      expect(events.at(-1)).toMatchObject({ type: 'error', code: 'stream.error' });
      expect(await server.alice.items(threadId)).toHaveLength(1);
    });
  });

  describe('a client that leaves', () => {
    const slowAnswer: Script = async function* (thread, _input, context) {
      const item = assistantMessage(thread.id);
      yield added(item);
      yield delta(item.id, 'Half an answer');
      await untilStopped(context);
    };

    it('stops the turn; the text so far and a hidden note are kept (rows 163, 170) [E106 E107 E108 E112 Q7]', async () => {
      const { stream, threadId } = await openUntil(slowAnswer, isDelta);
      const left = Date.now();
      stream.leave();
      await eventually(async () => expect(await turnStatus(threadId)).toEqual(['cancelled']));
      expect(Date.now() - left).toBeLessThan(1_000);
      expect(responder.calls.at(-1)!.context.signal.aborted).toBe(true);
      const [user, partial, note] = await storedItems(threadId);
      expect([user!.type, partial, note]).toEqual([
        'user_message',
        expect.objectContaining({ content: [expect.objectContaining({ text: 'Half an answer' })] }),
        expect.objectContaining({
          type: 'sdk_hidden_context',
          id: expect.stringMatching(/^shcx_/),
          content: expect.stringMatching(/user stopped.*Do not continue/),
        }),
      ]);
      expect(await server.alice.items(threadId)).toHaveLength(2);
    });

    it('leaves only the note behind when nothing was written yet [E110 E111]', async () => {
      const { stream, threadId } = await openUntil(
        async function* (thread, _input, context) {
          yield added(assistantMessage(thread.id, '  '));
          await untilStopped(context);
        },
        (event) => event.type === 'thread.item.added',
      );
      stream.leave();
      await eventually(async () => expect(await turnStatus(threadId)).toEqual(['cancelled']));
      expect((await storedItems(threadId)).map(({ type }) => type)).toEqual([
        'user_message',
        'sdk_hidden_context',
      ]);
    });

    it('stops a responder that does not listen to the signal', async () => {
      const { stream, threadId } = await openUntil(async function* (thread) {
        const item = assistantMessage(thread.id);
        yield added(item);
        yield delta(item.id, 'x');
        await new Promise(() => undefined);
      }, isDelta);
      stream.leave();
      await eventually(async () => expect(await turnStatus(threadId)).toEqual(['cancelled']));
    });

    it('saves a title that was set and not yet announced [Q8]', async () => {
      const { stream, threadId } = await openUntil(async function* (thread, _input, context) {
        const item = assistantMessage(thread.id);
        yield added(item);
        yield delta(item.id, 'x');
        thread.metadata.late = true;
        await untilStopped(context);
      }, isDelta);
      stream.leave();
      await eventually(async () => expect(await turnStatus(threadId)).toEqual(['cancelled']));
      expect(await server.app.get(ThreadStore).loadThread(threadId, principal)).toMatchObject({
        metadata: { late: true },
      });
    });

    it('by a reset of the connection is noticed as well', async () => {
      responder.script = slowAnswer;
      const body = JSON.stringify({ type: 'threads.create', params: userInput('Hi') });
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
      socket.write(
        `POST /chatkit HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${server.alice.token}\r\n` +
          `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
      let seen = '';
      while (!seen.includes('text_delta')) seen += String((await once(socket, 'data'))[0]);
      socket.resetAndDestroy();
      const threadId = /"thr_[0-9a-f]+"/.exec(seen)![0].slice(1, -1);
      await eventually(async () => expect(await turnStatus(threadId)).toEqual(['cancelled']));
    });

    it('without stopping is possible for one that promised to say so (row 92)', async () => {
      let finish!: () => void;
      const finished = new Promise<void>((resolve) => (finish = resolve));
      responder.script = async function* (thread) {
        const item = assistantMessage(thread.id);
        yield added(item);
        yield delta(item.id, 'whole');
        await finished;
        yield done({ ...item, content: [{ type: 'output_text', text: 'whole answer', annotations: [] }] });
      };
      const leaving = new AbortController();
      const response = await server.alice.post(
        JSON.stringify({ type: 'threads.create', params: userInput('Hi') }),
        {
          headers: { 'chatkit-stop': 'explicit' },
          signal: leaving.signal,
        },
      );
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let seen = '';
      while (!seen.includes('text_delta')) seen += (await reader.read()).value;
      leaving.abort();
      await reader.closed.catch(() => undefined);
      finish();
      const threadId = /"thr_[0-9a-f]+"/.exec(seen)![0].slice(1, -1);
      await eventually(async () => expect(await turnStatus(threadId)).toEqual(['completed']));
      expect((await server.alice.items(threadId)).at(-1)).toMatchObject({
        content: [{ text: 'whole answer' }],
      });
    });
  });

  describe('one thread', () => {
    it('has one running turn; a second message is refused in words, and not stored', async () => {
      const { stream, threadId } = await openUntil(
        async function* (_thread, _input, context) {
          yield { type: 'progress_update', text: 'working' };
          await untilStopped(context);
        },
        (event) => event.type === 'progress_update',
      );
      const second = await server.alice.say(threadId, 'Are you there?');
      expect(second).toEqual([
        {
          type: 'error',
          code: 'custom',
          message: expect.stringMatching(/still being written/),
          allow_retry: true,
        },
      ]);
      expect(await server.alice.items(threadId)).toHaveLength(1);
      stream.leave();
      await eventually(async () => expect(await turnStatus(threadId)).toEqual(['cancelled']));
    });

    it.each(['locked', 'closed'] as const)('that is %s takes no message, and says why', async (type) => {
      const { threadId } = await create(async function* (thread) {
        thread.status = { type, reason: 'Ask support.' };
      });
      expect(await server.alice.say(threadId, 'Hello?')).toEqual([
        { type: 'error', code: 'custom', message: 'Ask support.', allow_retry: false },
      ]);
      expect(await server.alice.items(threadId)).toHaveLength(1);
    });

    it('that is deleted in mid-turn stops the turn and stays deleted', async () => {
      const { stream, threadId } = await openUntil(async function* (thread, _input, context) {
        const item = assistantMessage(thread.id);
        yield added(item);
        yield delta(item.id, 'x');
        await untilStopped(context);
        yield done(item);
      }, isDelta);
      await server.alice.call('threads.delete', { thread_id: threadId });
      const rest: ThreadStreamEvent[] = [];
      for await (const event of stream.events) rest.push(event);
      expect(rest).toEqual([
        { type: 'error', code: 'custom', message: 'This conversation was deleted.', allow_retry: false },
      ]);
      expect((await server.alice.call('threads.get_by_id', { thread_id: threadId })).status).toBe(404);
      expect(server.app.get(AssistantServer).runningTurns).toBe(0);
    });
  });

  describe('attachments of a message', () => {
    it('that are unknown or somebody else’s are not found, before anything is written', async () => {
      const store = server.app.get(ThreadStore);
      await store.saveAttachment(
        { type: 'file', id: 'atc_bob', name: 'b', mime_type: 'text/plain' },
        { userId: 'bob' },
      );
      const before = (await server.alice.call('threads.list', {})).body;
      for (const id of ['atc_bob', 'atc_never']) {
        const { status, body } = await server.alice.call(
          'threads.create',
          userInput('Hi', { attachments: [id] }),
        );
        expect([status, body.message]).toEqual([404, 'There is no such attachment.']);
      }
      expect((await server.alice.call('threads.list', {})).body).toEqual(before);
    });

    it('join the thread, whole but for the operator’s metadata', async () => {
      const store = server.app.get(ThreadStore);
      const attachment = { type: 'file', id: 'atc_alice', name: 'a', mime_type: 'text/plain' } as const;
      await store.saveAttachment({ ...attachment, metadata: { path: '/secret' } }, principal);
      responder.script = async function* () {};
      const events = await server.alice.stream(
        'threads.create',
        userInput('Hi', { attachments: ['atc_alice'] }),
      );
      const threadId = threadIdOf(events);
      expect(events[1]).toMatchObject({ item: { attachments: [{ ...attachment, thread_id: threadId }] } });
      expect(JSON.stringify([events, await server.alice.thread(threadId)])).not.toContain('secret');
      expect(await store.loadAttachment('atc_alice', principal)).toMatchObject({
        thread_id: threadId,
        metadata: { path: '/secret' },
      });
    });
  });
}
