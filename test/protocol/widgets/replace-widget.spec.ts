import { ThreadStreamEvent } from '../../../src/protocol/events.js';
import { card, text } from '../../../src/protocol/widgets/builders.js';
import { replaceWidget } from '../../../src/protocol/widgets/replace-widget.js';
import type { WidgetItem } from '../../../src/protocol/items.js';

const before = card({ children: [text({ value: 'Send it?' })] });
const after = card({ children: [text({ value: 'Sent.' })] });
const base = {
  type: 'widget',
  id: 'msg_1',
  thread_id: 'thr_1',
  created_at: '2026-01-02T03:04:05.678Z',
} as const;
const item: WidgetItem = { ...base, widget: before };

describe('replacing the widget of an item', () => {
  it('keeps the item and changes what it shows, in an event that is stored [Q22]', () => {
    const event = replaceWidget(item, after);
    expect(event).toStrictEqual({ type: 'thread.item.replaced', item: { ...base, widget: after } });
    expect(ThreadStreamEvent.parse(event)).toEqual(event);
  });

  it('keeps the text to copy, or takes another', () => {
    const copied = { ...item, copy_text: 'Send it?' };
    expect(replaceWidget(copied, after)).toMatchObject({ item: { copy_text: 'Send it?' } });
    expect(replaceWidget(copied, after, { copyText: 'Sent.' })).toMatchObject({
      item: { copy_text: 'Sent.' },
    });
    expect(replaceWidget(item, after, { copyText: '' })).toMatchObject({ item: { copy_text: '' } });
  });

  it('leaves nulls out, and shares nothing with what it was given', () => {
    const widget = { type: 'Card' as const, size: null, children: [text({ value: 'Sent.' })] };
    const event = replaceWidget(item, widget);
    widget.children.length = 0;
    expect(event).toMatchObject({ item: { widget: after } });
    expect(event).not.toHaveProperty('item.widget.size');
    expect(item.widget).toBe(before);
  });
});
