import { AssistantServer } from '../../src/agent/assistant.server.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { threadIdOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { added, delta, done } from '../../src/testing/events.js';
import { untilStopped } from '../../src/testing/scripted.responder.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { eventually } from './eventually.js';
import { isDelta, principal, type TurnScene } from './turn-scene.js';

/** Which messages begin a turn, and what they bring along. */
export function turnMessagesContract(scene: TurnScene): void {
  const { responder, create, openUntil, turnStatus } = scene;

  describe('one thread', () => {
    it('has one running turn; a second message is refused in words, and not stored', async () => {
      const { stream, threadId } = await openUntil(
        async function* (_thread, _input, context) {
          yield { type: 'progress_update', text: 'working' };
          await untilStopped(context);
        },
        (event) => event.type === 'progress_update',
      );
      const second = await scene.server.alice.say(threadId, 'Are you there?');
      expect(second).toEqual([
        {
          type: 'error',
          code: 'custom',
          message: expect.stringMatching(/still being written/),
          allow_retry: true,
        },
      ]);
      expect(await scene.server.alice.items(threadId)).toHaveLength(1);
      stream.leave();
      await eventually(async () => expect(await turnStatus(threadId)).toEqual(['cancelled']));
    });

    it.each(['locked', 'closed'] as const)('that is %s takes no message, and says why', async (type) => {
      const { threadId } = await create(async function* (thread) {
        thread.status = { type, reason: 'Ask support.' };
      });
      expect(await scene.server.alice.say(threadId, 'Hello?')).toEqual([
        { type: 'error', code: 'custom', message: 'Ask support.', allow_retry: false },
      ]);
      expect(await scene.server.alice.items(threadId)).toHaveLength(1);
    });

    it('that is deleted in mid-turn stops the turn and stays deleted', async () => {
      const { stream, threadId } = await openUntil(async function* (thread, _input, context) {
        const item = assistantMessage(thread.id);
        yield added(item);
        yield delta(item.id, 'x');
        await untilStopped(context);
        yield done(item);
      }, isDelta);
      await scene.server.alice.call('threads.delete', { thread_id: threadId });
      const rest: ThreadStreamEvent[] = [];
      for await (const event of stream.events) rest.push(event);
      expect(rest).toEqual([
        { type: 'error', code: 'custom', message: 'This conversation was deleted.', allow_retry: false },
      ]);
      expect((await scene.server.alice.call('threads.get_by_id', { thread_id: threadId })).status).toBe(404);
      expect(scene.server.app.get(AssistantServer).runningTurns).toBe(0);
    });
  });

  describe('attachments of a message', () => {
    it('that are unknown or somebody else’s are not found, before anything is written', async () => {
      const store = scene.server.app.get(ThreadStore);
      await store.saveAttachment(
        { type: 'file', id: 'atc_bob', name: 'b', mime_type: 'text/plain' },
        { userId: 'bob' },
      );
      const before = (await scene.server.alice.call('threads.list', {})).body;
      for (const id of ['atc_bob', 'atc_never']) {
        const { status, body } = await scene.server.alice.call(
          'threads.create',
          userInput('Hi', { attachments: [id] }),
        );
        expect([status, body.message]).toEqual([404, 'There is no such attachment.']);
      }
      expect((await scene.server.alice.call('threads.list', {})).body).toEqual(before);
    });

    it('join the thread, whole but for the operator’s metadata', async () => {
      const store = scene.server.app.get(ThreadStore);
      const attachment = { type: 'file', id: 'atc_alice', name: 'a', mime_type: 'text/plain' } as const;
      await store.saveAttachment({ ...attachment, metadata: { path: '/secret' } }, principal);
      responder.script = async function* () {};
      const events = await scene.server.alice.stream(
        'threads.create',
        userInput('Hi', { attachments: ['atc_alice'] }),
      );
      const threadId = threadIdOf(events);
      expect(events[1]).toMatchObject({ item: { attachments: [{ ...attachment, thread_id: threadId }] } });
      expect(JSON.stringify([events, await scene.server.alice.thread(threadId)])).not.toContain('secret');
      expect(await store.loadAttachment('atc_alice', principal)).toMatchObject({
        thread_id: threadId,
        metadata: { path: '/secret' },
      });
    });
  });
}
