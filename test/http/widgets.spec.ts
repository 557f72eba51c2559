import type { WidgetItem } from '../../src/protocol/items.js';
import { card, text } from '../../src/protocol/widgets/builders.js';
import { replaceWidget } from '../../src/protocol/widgets/replace-widget.js';
import { streamWidget } from '../../src/protocol/widgets/stream-widget.js';
import type { Action, WidgetRoot } from '../../src/protocol/widgets/widget.js';
import { startApp, type TestApp } from '../support/app.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';

/** Answers an action by changing the widget that it came from. */
class Acting extends ScriptedResponder {
  override async *action(_: unknown, { type, payload }: Action, sender: WidgetItem | null) {
    const { id } = payload as { id: number };
    yield replaceWidget(sender!, card({ children: [text({ value: `${type} ${id}` })] }));
  }
}

describe('a widget in a thread', () => {
  const responder = new Acting();
  let server: TestApp;
  beforeAll(async () => (server = await startApp({ responder })));
  afterAll(() => server.close());

  const widget: WidgetRoot = {
    type: 'Card',
    border: 2,
    glow: { strength: [1, { deep: true }] },
    children: [
      { type: 'Gauge', needle: 7, parts: [{ type: 'Text', value: 'x' }] },
      { type: 'Button', label: 'Go', onClickAction: { type: 'go', payload: { id: 1 } } },
    ],
  };

  it('comes back as it was authored, with what no type of ours knows (row 138) [Q23]', async () => {
    responder.script = (thread) => streamWidget(thread, widget);
    const { threadId, events } = await server.alice.createThread('show');
    const [, item] = (await server.alice.items(threadId)) as WidgetItem[];
    expect(item!.widget).toStrictEqual(widget);
    expect(events).toContainEqual({ type: 'thread.item.done', item });
  });

  it('is stored with the widget that an action put in its place, with its id and its time [Q22]', async () => {
    responder.script = (thread) => streamWidget(thread, widget, { copyText: 'Go' });
    const { threadId } = await server.alice.createThread('show');
    const [, shown] = (await server.alice.items(threadId)) as WidgetItem[];
    const action = { type: 'go', payload: { id: 1 } };
    const params = { thread_id: threadId, item_id: shown!.id, action };
    const events = await server.alice.stream('threads.custom_action', params);
    const replaced = { ...shown!, widget: { type: 'Card', children: [{ type: 'Text', value: 'go 1' }] } };
    expect(events).toContainEqual({ type: 'thread.item.replaced', item: replaced });
    expect((await server.alice.items(threadId))[1]).toStrictEqual(replaced);
  });
});
