import { assistantMessage } from '../../src/testing/builders.js';
import { typesOf } from '../../src/testing/client/answers.js';
import { done } from '../../src/testing/events.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import type { TestApp } from '../support/app.js';
import { shareApp } from '../support/shared-app.js';
import { hiddenNote, widget } from '../support/known-items.js';

describe('an action', () => {
  const responder = new ScriptedResponder();
  const seen: unknown[][] = [];
  let server: TestApp;
  beforeAll(async () => (server = await shareApp(responder)));
  afterAll(() => server.close());
  beforeEach(() => {
    seen.length = 0;
    responder.onAction = async function* (_thread, action, sender) {
      seen.push([action, sender]);
    };
    responder.onSyncAction = async (_thread, action, sender) => {
      seen.push([action, sender]);
      return {};
    };
  });

  async function shown() {
    responder.script = async function* (thread) {
      yield done(widget(thread.id));
      yield done(hiddenNote(thread.id));
    };
    const { threadId } = await server.alice.createThread('Show me');
    return threadId;
  }
  const action = { type: 'seat.pick', payload: { row: 12, nested: { free: true, note: null } } };
  const act = (threadId: string, more: object) =>
    server.alice.stream('threads.custom_action', { thread_id: threadId, action, ...more });
  const actSync = (threadId: string, more: object) =>
    server.alice.call('threads.sync_custom_action', { thread_id: threadId, action, ...more });

  describe('that streams', () => {
    it('reaches the hook with its payload and the stored widget (row 180) [E56 E57 E62]', async () => {
      const threadId = await shown();
      const [, stored] = await server.alice.items(threadId);
      await act(threadId, {
        item_id: 'msg_widget',
        action: { ...action, handler: 'server', streaming: true },
      });
      expect(seen).toEqual([[action, stored]]);
    });

    it('may change the widget in view by one event [E23 E58]', async () => {
      const threadId = await shown();
      const root = widget(threadId, 'msg_widget', 'second').widget;
      responder.onAction = async function* (_thread, _action, sender) {
        const update = { type: 'widget.root.updated', widget: root } as const;
        yield { type: 'thread.item.updated', item_id: sender!.id, update };
      };
      const { events } = await server.alice.open('threads.custom_action', {
        thread_id: threadId,
        item_id: 'msg_widget',
        action,
      });
      const all = [];
      for await (const event of events) all.push(event);
      expect(typesOf(all)).toEqual(['stream_options', 'thread.item.updated']);
      expect(all[1]).toMatchObject({ item_id: 'msg_widget', update: { widget: root } });
    });

    it('without an item, or with an empty one, has no sender [E221]', async () => {
      const threadId = await shown();
      for (const item_id of [undefined, null, '']) await act(threadId, { item_id });
      expect(seen).toEqual(Array(3).fill([action, null]));
    });

    it('on an item that has no actions is one error, and no turn [E220]', async () => {
      const threadId = await shown();
      const [message] = await server.alice.items(threadId);
      const error = { type: 'error', code: 'stream.error', allow_retry: false };
      expect(await act(threadId, { item_id: message!.id })).toEqual([error]);
      expect(seen).toEqual([]);
    });

    it('on an unknown or a hidden item is 404', async () => {
      const threadId = await shown();
      for (const item_id of ['msg_none', 'msg_hidden']) {
        const params = { thread_id: threadId, item_id, action };
        expect(await server.alice.call('threads.custom_action', params)).toMatchObject({ status: 404 });
      }
    });

    it('without a type is 400 [Q17]', async () => {
      const threadId = await shown();
      const params = { thread_id: threadId, action: { payload: {} } };
      expect(await server.alice.call('threads.custom_action', params)).toMatchObject({
        status: 400,
        body: { details: [{ path: 'params.action.type' }] },
      });
    });

    it('works in a locked thread: it may be what opens it again', async () => {
      responder.script = async function* (thread) {
        thread.status = { type: 'locked', reason: 'Done' };
      };
      const { threadId } = await server.alice.createThread('Bye');
      responder.onAction = async function* (thread) {
        thread.status = { type: 'active' };
      };
      expect((await act(threadId, {})).at(-1)).toMatchObject({ thread: { status: { type: 'active' } } });
      responder.script = async function* (thread) {
        yield done(assistantMessage(thread.id, 'Welcome back'));
      };
      expect(typesOf(await server.alice.say(threadId, 'Hello again'))).toContain('stream_options');
    });
  });

  describe('that is answered in one piece', () => {
    it('gets JSON with the item as the hook gives it (row 180) [E59 E60 E61]', async () => {
      const threadId = await shown();
      const [, stored] = await server.alice.items(threadId);
      const updated = widget(threadId, 'msg_widget', 'second');
      responder.onSyncAction = async (...call) => {
        seen.push([call[1], call[2]]);
        return { updated_item: updated };
      };
      const { status, headers, body } = await actSync(threadId, { item_id: 'msg_widget' });
      expect(status).toBe(200);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(body).toEqual({ updated_item: updated });
      expect(seen).toEqual([[action, stored]]);
    });

    it('stores nothing by itself', async () => {
      const threadId = await shown();
      const before = await server.alice.items(threadId);
      responder.onSyncAction = async () => ({ updated_item: widget(threadId, 'msg_widget', 'second') });
      await actSync(threadId, { item_id: 'msg_widget' });
      expect(await server.alice.items(threadId)).toEqual(before);
    });

    it('that gives nothing gets an empty object [E222]', async () => {
      const threadId = await shown();
      expect(await actSync(threadId, {})).toMatchObject({ status: 200, body: {} });
      expect(seen).toEqual([[action, null]]);
    });

    it('never gives a hidden item away [Q10]', async () => {
      const threadId = await shown();
      responder.onSyncAction = async () => ({ updated_item: hiddenNote(threadId) });
      expect((await actSync(threadId, {})).body).toEqual({});
    });

    it('on an item that has no actions is 400 [E223]', async () => {
      const threadId = await shown();
      const [message] = await server.alice.items(threadId);
      expect(await actSync(threadId, { item_id: message!.id })).toMatchObject({ status: 400 });
      expect(await actSync(threadId, { item_id: 'msg_none' })).toMatchObject({ status: 404 });
      expect(seen).toEqual([]);
    });

    it("that fails with somebody else's status is a failure of ours", async () => {
      const threadId = await shown();
      responder.onSyncAction = async () => {
        throw Object.assign(new Error('the provider does not know the key'), { status: 401 });
      };
      expect(await actSync(threadId, {})).toMatchObject({ status: 500, body: { code: 'internal' } });
    });

    it('works while an answer is written', async () => {
      const threadId = await shown();
      responder.onAction = async function* (_thread, _action, _sender, { signal }) {
        yield { type: 'progress_update', text: 'thinking' };
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      };
      const stream = await server.alice.open('threads.custom_action', { thread_id: threadId, action });
      await stream.events.next();
      expect(await actSync(threadId, {})).toMatchObject({ status: 200 });
      stream.leave();
    });
  });

  it('changes what a reload shows when the hook saves it', async () => {
    const threadId = await shown();
    const store = server.app.get(ThreadStore);
    responder.onSyncAction = async (_thread, _action, sender, { principal }) => {
      const updated_item = { ...sender!, widget: { ...sender!.widget, size: 'lg' } };
      await store.saveItem(threadId, updated_item, principal);
      return { updated_item };
    };
    const { body } = await actSync(threadId, { item_id: 'msg_widget' });
    expect((await server.alice.items(threadId))[1]).toEqual(body.updated_item);
  });
});
