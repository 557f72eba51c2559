import { outputText } from '../../src/protocol/content.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { applyUpdate, foldItems } from '../../src/protocol/fold.js';
import type { AssistantMessageItem, ThreadItem, WidgetItem, WorkflowItem } from '../../src/protocol/items.js';

const base = { thread_id: 'thr_1', created_at: '2026-01-02T03:04:05.678Z' };
const message = (id = 'msg_1'): AssistantMessageItem => ({
  type: 'assistant_message',
  id,
  ...base,
  content: [],
});
const widget = (): WidgetItem => ({
  type: 'widget',
  id: 'msg_w',
  ...base,
  widget: { type: 'Card', children: [{ type: 'Text', id: 'body', value: 'He' }] },
});

describe('applying an update', () => {
  it('pads the message with empty parts up to the index', () => {
    const item = message();
    applyUpdate(item, {
      type: 'assistant_message.content_part.text_delta',
      content_index: 1,
      delta: 'Hi',
    });
    expect(item.content).toEqual([outputText(''), outputText('Hi')]);
  });

  it('puts an annotation at its index, or at the end when that is beyond', () => {
    const item = message();
    const annotate = (title: string, annotation_index: number) =>
      applyUpdate(item, {
        type: 'assistant_message.content_part.annotation_added',
        content_index: 0,
        annotation_index,
        annotation: { type: 'annotation', source: { type: 'url', title, url: 'https://example.com' } },
      });
    annotate('b', 9);
    annotate('a', 0);
    expect(item.content[0]!.annotations.map(({ source }) => source.title)).toEqual(['a', 'b']);
  });

  it('appends tasks whatever their index says, and replaces known ones', () => {
    const item: WorkflowItem = {
      type: 'workflow',
      id: 'wf_1',
      ...base,
      workflow: { type: 'custom', tasks: [], expanded: false },
    };
    const task = { type: 'custom', status_indicator: 'loading', title: 'a' } as const;
    applyUpdate(item, { type: 'workflow.task.added', task_index: 7, task });
    applyUpdate(item, { type: 'workflow.task.updated', task_index: 0, task: { ...task, title: 'b' } });
    applyUpdate(item, { type: 'workflow.task.updated', task_index: 3, task });
    expect(item.workflow.tasks).toEqual([{ ...task, title: 'b' }]);
  });

  it('grows, swaps and replaces inside a widget', () => {
    const item = widget();
    applyUpdate(item, {
      type: 'widget.streaming_text.value_delta',
      component_id: 'body',
      delta: 'llo',
      done: true,
    });
    expect(item.widget.children).toEqual([{ type: 'Text', id: 'body', value: 'Hello' }]);
    applyUpdate(item, {
      type: 'widget.component.updated',
      component_id: 'body',
      component: { type: 'Title', value: 'T' },
    });
    expect(item.widget.children).toEqual([{ type: 'Title', value: 'T' }]);
    applyUpdate(item, { type: 'widget.root.updated', widget: { type: 'Basic' } });
    expect(item.widget).toEqual({ type: 'Basic' });
  });

  it('ignores an update that is for another kind of item', () => {
    const item = widget();
    applyUpdate(item, {
      type: 'assistant_message.content_part.text_delta',
      content_index: 0,
      delta: 'x',
    });
    expect(item).toEqual(widget());
  });
});

describe('folding events into a view', () => {
  it('adds, updates, finishes, replaces in place and removes', () => {
    const done = { ...message(), content: [outputText('Hi')] };
    const events: ThreadStreamEvent[] = [
      { type: 'thread.item.added', item: message() },
      { type: 'thread.item.added', item: message('msg_2') },
      {
        type: 'thread.item.updated',
        item_id: 'msg_1',
        update: { type: 'assistant_message.content_part.text_delta', content_index: 0, delta: 'H' },
      },
      { type: 'thread.item.done', item: done },
      { type: 'thread.item.replaced', item: { ...widget(), id: 'msg_2' } },
      { type: 'progress_update', text: 'no item' },
    ];
    const view = events.reduce<ThreadItem[]>(foldItems, []);
    expect(view).toEqual([done, { ...widget(), id: 'msg_2' }]);
    expect(foldItems(view, { type: 'thread.item.removed', item_id: 'msg_1' })).toHaveLength(1);
  });

  it('shares nothing with the events it was given', () => {
    const item = message();
    const [shown] = foldItems([], { type: 'thread.item.added', item });
    item.content.push(outputText('later'));
    expect(shown).toEqual(message());
  });
});
