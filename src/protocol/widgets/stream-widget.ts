import type { ThreadStreamEvent } from '../events.js';
import { newId as newProtocolId } from '../ids.js';
import type { WidgetItem } from '../items.js';
import { diffWidget } from './diff-widget.js';
import type { WidgetRoot } from './widget.js';
import { withoutNulls } from './without-nulls.js';

/** How {@link streamWidget} makes its item. */
export interface StreamWidgetOptions {
  /** What a person gets who copies the widget. */
  copyText?: string;
  /** Makes the item's id; by default a new id with the prefix `msg`. */
  newId?: (kind: 'message') => string;
  /** The item's time, asked once, when its first event is due. By default the clock. */
  now?: () => Date;
}

/**
 * The events that show a widget in a thread (protocol document 8.6).
 *
 * - A finished widget: one `thread.item.done`.
 * - States of a widget, from anything that can be iterated asynchronously: `thread.item.added` with the first, the
 *   updates to each next one, `thread.item.done` with the last, all of one item. No states, no events. Every state
 *   is copied as it comes, so the owner may go on changing one object and yield it again. Whoever stops reading
 *   ends the states too; an error of theirs passes through, and leaves the item unfinished.
 *
 * Nulls are left out at every depth. Nothing is stored here and nothing checked: see `checkWidget`.
 */
export async function* streamWidget(
  thread: { id: string },
  widget: WidgetRoot | AsyncIterable<WidgetRoot>,
  options: StreamWidgetOptions = {},
): AsyncGenerator<ThreadStreamEvent, void, undefined> {
  if (!isAsyncIterable(widget)) {
    yield { type: 'thread.item.done', item: makeItem(thread, widget, options) };
    return;
  }

  let item: WidgetItem | undefined;
  for await (const state of widget) {
    if (!item) {
      item = makeItem(thread, state, options);
      yield { type: 'thread.item.added', item: structuredClone(item) };
      continue;
    }
    // The state is kept before anything is yielded: its owner may change it while the reader is busy.
    const updates = diffWidget(item.widget, state);
    item.widget = withoutNulls(state);
    for (const update of updates) yield { type: 'thread.item.updated', item_id: item.id, update };
  }
  if (item) yield { type: 'thread.item.done', item };
}

function makeItem(
  thread: { id: string },
  widget: WidgetRoot,
  { copyText, newId = newProtocolId, now = () => new Date() }: StreamWidgetOptions,
): WidgetItem {
  return {
    type: 'widget',
    id: newId('message'),
    thread_id: thread.id,
    created_at: now().toISOString(),
    widget: withoutNulls(widget),
    ...(copyText !== undefined && { copy_text: copyText }),
  };
}

function isAsyncIterable(widget: object): widget is AsyncIterable<WidgetRoot> {
  return Symbol.asyncIterator in widget;
}
