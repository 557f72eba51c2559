import { once } from 'node:events';
import { connect } from 'node:net';
import { CustomStreamError, StreamError } from '../../src/protocol/errors.js';
import { foldItems } from '../../src/protocol/fold.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { typesOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { added, delta, done } from '../../src/testing/events.js';
import { untilStopped, type Script } from '../../src/testing/scripted.responder.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { eventually } from './eventually.js';
import { isDelta, principal, type TurnScene } from './turn-scene.js';

/** What becomes of a turn that did not reach its end. */
export function turnEndingsContract(scene: TurnScene): void {
  const { responder, create, openUntil, turnStatus, storedItems } = scene;

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
      expect(events.reduce<ThreadItem[]>(foldItems, [])).toEqual(await scene.server.alice.items(threadId));
      expect((await scene.server.alice.items(threadId)).at(-1)).toMatchObject({
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
      expect(typesOf(await scene.server.alice.say(threadId, 'again')).at(-1)).toBe('thread.item.done');
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
      expect(await scene.server.alice.items(threadId)).toHaveLength(1);
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
      expect(await scene.server.alice.items(threadId)).toHaveLength(2);
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
      expect(await scene.server.app.get(ThreadStore).loadThread(threadId, principal)).toMatchObject({
        metadata: { late: true },
      });
    });

    it('by a reset of the connection is noticed as well', async () => {
      responder.script = slowAnswer;
      const body = JSON.stringify({ type: 'threads.create', params: userInput('Hi') });
      const socket = connect(Number(new URL(scene.server.url).port), '127.0.0.1');
      socket.write(
        `POST /chatkit HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${scene.server.alice.token}\r\n` +
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
      const response = await scene.server.alice.post(
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
      expect((await scene.server.alice.items(threadId)).at(-1)).toMatchObject({
        content: [{ text: 'whole answer' }],
      });
    });
  });
}
