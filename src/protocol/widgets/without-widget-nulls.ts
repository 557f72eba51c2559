import type { ThreadStreamEvent } from '../events.js';
import type { ThreadItem } from '../items.js';
import { withoutNulls } from './without-nulls.js';

/**
 * An event as it may be stored and sent: with nothing in its widget that is not there (protocol document 8.3).
 * An event without a widget, such as every delta, is given back as it is.
 */
export function withoutWidgetNulls(event: ThreadStreamEvent): ThreadStreamEvent {
  if ('item' in event) {
    return event.item.type === 'widget' ? { ...event, item: withoutItemNulls(event.item) } : event;
  }
  if (event.type !== 'thread.item.updated') return event;
  const { update } = event;
  switch (update.type) {
    case 'widget.root.updated':
      return { ...event, update: { ...update, widget: withoutNulls(update.widget) } };
    case 'widget.component.updated':
      return { ...event, update: { ...update, component: withoutNulls(update.component) } };
    default:
      return event;
  }
}

/** The same for an item. */
export function withoutItemNulls<T extends ThreadItem>(item: T): T {
  return item.type === 'widget' ? { ...item, widget: withoutNulls(item.widget) } : item;
}
