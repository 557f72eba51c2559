import type { ThreadStreamEvent } from '../events.js';
import type { WidgetItem } from '../items.js';
import type { WidgetRoot } from './widget.js';
import { withoutNulls } from './without-nulls.js';

/**
 * The event that puts another widget in the place of an item's, in what is stored as on every screen: what an action
 * yields when it changed the widget it came from. (A `widget.root.updated` of a finished item is shown and forgotten.)
 * The item stays the same one, with its id and its time; it keeps its text to copy unless another is given.
 *
 *     yield replaceWidget(sender, order.build({ id, state: 'sent' }));
 */
export function replaceWidget(
  item: WidgetItem,
  widget: WidgetRoot,
  { copyText }: { copyText?: string } = {},
): ThreadStreamEvent {
  const text = copyText !== undefined && { copy_text: copyText };
  return { type: 'thread.item.replaced', item: { ...item, widget: withoutNulls(widget), ...text } };
}
