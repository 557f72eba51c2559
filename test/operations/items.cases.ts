import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { typesOf } from '../../src/testing/client/answers.js';
import { added, delta, done, removed } from '../../src/testing/events.js';
import { ScriptedResponder, type Script } from '../../src/testing/scripted.responder.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import type { TestApp } from '../support/app.js';
import { shareApp } from '../support/shared-app.js';
import { hiddenNote, widget } from '../support/known-items.js';

describe('items that a hook yields', () => {
  const responder = new ScriptedResponder();
  let server: TestApp;
  beforeAll(async () => (server = await shareApp(responder)));
  afterAll(() => server.close());

  async function run(script: Script) {
    responder.script = script;
    const { events, threadId } = await server.alice.createThread('Hello');
    return { events: events.slice(3), threadId, items: (await server.alice.items(threadId)).slice(1) };
  }
  const stored = async (threadId: string) =>
    (
      await server.app
        .get(ThreadStore)
        .loadThreadItems(threadId, { limit: 50, order: 'asc' }, { userId: 'alice' })
    ).data;
  const replaced = (item: Extract<ThreadStreamEvent, { item: unknown }>['item']): ThreadStreamEvent => ({
    type: 'thread.item.replaced',
    item,
  });

  it('and take back are gone, in the stream and in the store [E89 E90 E91]', async () => {
    const { events, items } = await run(async function* (thread) {
      const one = assistantMessage(thread.id, 'one');
      yield done(one);
      yield removed(one.id);
      const two = assistantMessage(thread.id);
      yield added(two);
      yield removed(two.id);
    });
    expect(typesOf(events)).toEqual([
      'thread.item.done',
      'thread.item.removed',
      'thread.item.added',
      'thread.item.removed',
    ]);
    expect(items).toEqual([]);
  });

  it('and replace keep their place and their row, whatever they become [E92 E93 E95 E96]', async () => {
    const { events, items } = await run(async function* (thread) {
      yield done(widget(thread.id));
      yield done(assistantMessage(thread.id, 'after'));
      yield replaced(widget(thread.id, 'msg_widget', 'second'));
    });
    expect(typesOf(events).at(-1)).toBe('thread.item.replaced');
    expect(items.map(({ id }) => id)).toEqual(['msg_widget', expect.any(String)]);
    expect(items[0]).toMatchObject({ widget: { children: [{ value: 'second' }] } });
  });

  it('may replace a message of the person by one of another kind [E94]', async () => {
    responder.script = async function* (thread, input) {
      yield replaced(assistantMessage(thread.id, 'Rewritten', { id: input!.id }));
    };
    const { threadId } = await server.alice.createThread('Hello');
    expect(await server.alice.items(threadId)).toMatchObject([
      { type: 'assistant_message', content: [{ text: 'Rewritten' }] },
    ]);
  });

  it('keep the time of their first event [Q30]', async () => {
    const early = '2026-01-01T00:00:00.000Z';
    const { items } = await run(async function* (thread) {
      const item = { ...assistantMessage(thread.id), created_at: early };
      yield added(item);
      yield done({ ...item, created_at: '2026-01-01T00:00:09.000Z', content: [] });
    });
    expect(items).toMatchObject([{ created_at: early }]);
  });

  it('may change while they are shown: what was sent is not sent again [E113 E114]', async () => {
    const { events, threadId, items } = await run(async function* (thread) {
      const item = {
        type: 'workflow' as const,
        id: 'wf_1',
        thread_id: thread.id,
        created_at: '2026-01-01T00:00:00.000Z',
        workflow: { type: 'custom' as const, tasks: [] as never[], expanded: false },
      };
      const task = { type: 'thought' as const, content: 'Compare', status_indicator: 'none' as const };
      yield added(item);
      const update = { type: 'workflow.task.added' as const, task_index: 0, task };
      yield { type: 'thread.item.updated', item_id: item.id, update };
      item.workflow.tasks.push(task as never);
      yield done(item);
    });
    const once = { workflow: { tasks: [{ content: 'Compare' }] } };
    expect(events.at(-1)).toMatchObject({ item: once });
    expect(items).toMatchObject([once]);
    expect((await stored(threadId)).at(-1)).toMatchObject(once);
  });

  describe('and hide', () => {
    const hiding: Script = async function* (thread) {
      const hidden = hiddenNote(thread.id);
      yield added(hidden);
      yield done(hidden);
      yield replaced({ ...hidden, content: { deep: 'xyzzy' } });
      yield done(assistantMessage(thread.id, 'seen'));
    };

    it('are stored, and in no event [E228 Q10]', async () => {
      const { events, threadId } = await run(hiding);
      expect(typesOf(events)).toEqual(['thread.item.done']);
      expect((await stored(threadId))[1]).toMatchObject({
        type: 'hidden_context_item',
        content: { deep: 'xyzzy' },
      });
    });

    it('are in no list, whose pages are full without them [E229 Q1]', async () => {
      const { threadId } = await run(hiding);
      const page = { thread_id: threadId, limit: 2, order: 'asc' };
      const { body } = await server.alice.call('items.list', page);
      expect(body).toMatchObject({ data: [{}, {}], has_more: false });
      expect(JSON.stringify([body, await server.alice.thread(threadId)])).not.toContain('xyzzy');
    });

    it('may be where a page goes on [Q2]', async () => {
      const { threadId } = await run(hiding);
      const page = { thread_id: threadId, order: 'asc', after: 'msg_hidden' };
      expect((await server.alice.call('items.list', page)).body).toMatchObject({
        data: [{ type: 'assistant_message' }],
      });
    });
  });

  it('are not seen by way of a thread that the hook tells of', async () => {
    const { events } = await run(async function* (thread) {
      const items = { data: [hiddenNote(thread.id)], has_more: false };
      yield { type: 'thread.updated', thread: { ...thread, metadata: { secret: 'xyzzy' }, items } };
    });
    expect(events).toMatchObject([{ thread: { metadata: {}, items: { data: [] } } }]);
    expect(JSON.stringify(events)).not.toContain('xyzzy');
  });

  it('keep null where it is data, and lose it where it is looks [E232]', async () => {
    const { events, items } = await run(async function* (thread) {
      yield { type: 'client_effect', name: 'open', data: { id: null } };
      yield done({
        type: 'client_tool_call',
        id: 'fc_1',
        thread_id: thread.id,
        created_at: '2026-01-01T00:00:00.000Z',
        status: 'pending',
        call_id: 'call_1',
        name: 'pick',
        arguments: { from: null },
      });
      const { streamWidget } = await import('../../src/protocol/widgets/stream-widget.js');
      const action = { type: 'go', payload: { a: null, b: 1 } };
      yield* streamWidget(thread, {
        type: 'Card',
        size: null,
        children: [{ type: 'Button', label: 'Go', onClickAction: action }],
      });
    });
    expect(events[0]).toEqual({ type: 'client_effect', name: 'open', data: { id: null } });
    expect(items[0]).toMatchObject({ arguments: { from: null } });
    expect(items[1]).toHaveProperty('widget.children.0.onClickAction.payload', { b: 1 });
    expect(items[1]).not.toHaveProperty('widget.size');
  });

  it('leave their text behind when the hook fails [Q9]', async () => {
    const { events, items } = await run(async function* (thread) {
      const item = assistantMessage(thread.id);
      yield added(item);
      yield delta(item.id, 'Half an ans');
      throw new Error('boom');
    });
    expect(typesOf(events).at(-1)).toBe('error');
    expect(items).toMatchObject([{ content: [{ text: 'Half an ans' }] }]);
  });
});
