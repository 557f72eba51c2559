import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { foldItems } from '../../src/protocol/fold.js';
import { newId } from '../../src/protocol/ids.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { typesOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { added, delta, done, removed } from '../../src/testing/events.js';
import { untilStopped, type Script } from '../../src/testing/scripted.responder.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { principal, type TurnScene } from './turn-scene.js';

/** What becomes of the events of a turn: in the stream, and in the rows. */
export function turnEventsContract(scene: TurnScene): void {
  const { responder, create, openUntil, turnStatus, storedItems } = scene;

  describe('a turn', () => {
    it('ends after the options when the responder says nothing', async () => {
      const { events, threadId } = await create(async function* () {});
      expect(typesOf(events)).toEqual(['thread.created', 'thread.item.done', 'stream_options']);
      expect(await turnStatus(threadId)).toEqual(['completed']);
    });

    it('hands the stored message, the context and a live thread to the responder', async () => {
      responder.script = async function* () {};
      const options = { tool_choice: { id: 'search' }, model: 'fast' };
      await scene.server.alice.stream(
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
      const seen = await scene.server.alice.items(stream.threadId);
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
      expect(folded).toEqual(await scene.server.alice.items(threadId));
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
        JSON.stringify((await scene.server.alice.items(threadId)).map(({ id }) => id)),
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
      expect(events.reduce<ThreadItem[]>(foldItems, [])).toEqual(await scene.server.alice.items(threadId));
    });

    it('takes back what was begun and never ended', async () => {
      const { events, threadId } = await create(async function* (thread) {
        yield added(assistantMessage(thread.id, 'never done'));
      });
      expect(typesOf(events).at(-1)).toBe('thread.item.removed');
      expect(events.reduce<ThreadItem[]>(foldItems, [])).toEqual(await scene.server.alice.items(threadId));
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
      const items = await scene.server.alice.items(threadId);
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
      expect(await scene.server.app.get(ThreadStore).loadThread(threadId, principal)).toMatchObject({
        title: 'Groceries',
        metadata: { step: 1 },
      });
    });

    it('are announced as they are stored: a title without a byte order mark', async () => {
      const { events, threadId } = await create(async function* (thread) {
        thread.title = '\uFEFFGroceries';
      });
      expect(events.at(-1)).toMatchObject({ type: 'thread.updated', thread: { title: 'Groceries' } });
      expect(await scene.server.alice.thread(threadId)).toMatchObject({ title: 'Groceries' });
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
      expect(await scene.server.app.get(ThreadStore).loadThread(threadId, principal)).toMatchObject({
        metadata: { a: { b: 1 } },
      });
    });

    /** A turn whose thread is called "Mine" by its person before the responder goes on with the rest. */
    async function renamedDuring(rest: Script) {
      let renamed!: () => void;
      const whenRenamed = new Promise<void>((resolve) => (renamed = resolve));
      const { stream, threadId } = await openUntil(
        async function* (thread, input, context) {
          yield { type: 'progress_update', text: 'thinking' };
          await whenRenamed;
          yield* rest(thread, input, context);
        },
        (event) => event.type === 'progress_update',
      );
      await scene.server.alice.call('threads.update', { thread_id: threadId, title: 'Mine' });
      renamed();
      const events: ThreadStreamEvent[] = [];
      for await (const event of stream.events) events.push(event);
      return { events, threadId };
    }

    it('do not undo what a person renames meanwhile', async () => {
      const { threadId } = await renamedDuring(async function* (thread) {
        thread.metadata.done = true;
      });
      expect(await scene.server.app.get(ThreadStore).loadThread(threadId, principal)).toMatchObject({
        title: 'Mine',
        metadata: { done: true },
      });
    });

    it.each(['in the middle', 'at the end'])(
      'never take the place of a name that a person gave meanwhile, set %s (row 99)',
      async (when) => {
        const { events, threadId } = await renamedDuring(async function* (thread) {
          thread.title ??= 'Made up';
          if (when === 'at the end') return;
          yield { type: 'progress_update', text: 'still thinking' };
          thread.title = 'Made up again';
          yield { type: 'progress_update', text: 'done' };
        });
        const told = events.map((event) => event.type === 'thread.updated' && event.thread.title);
        expect(new Set(told.filter((title) => title !== false))).toEqual(new Set(['Mine']));
        expect(await scene.server.alice.thread(threadId)).toMatchObject({ title: 'Mine' });
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
        expect(events.reduce<ThreadItem[]>(foldItems, [])).toEqual(await scene.server.alice.items(threadId));
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
      expect(await scene.server.alice.items(threadId)).toHaveLength(1);
      expect((await scene.server.alice.thread(threadId)).items).toMatchObject({
        data: [{}],
        has_more: false,
      });
      expect(await storedItems(threadId)).toHaveLength(2);
    });
  });
}
