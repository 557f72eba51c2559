import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { Task } from '../../protocol/workflow.js';

/** A step of an answer that a newcomer should notice among the frames; undefined for most. */
export function noteworthy(event: ThreadStreamEvent): string | undefined {
  if (event.type === 'error') return `error: ${event.message ?? event.code}`;
  const task = begunTask(event);
  if (task?.type !== 'custom') return undefined;
  // Its content is Markdown: what the tool was called with, as code.
  const called = task.content?.replace(/^`(.*)`$/, '$1');
  return `tool call: ${task.title}${called ? ` (${called})` : ''}`;
}

/** The step that an event begins: the first one comes with its workflow. */
function begunTask(event: ThreadStreamEvent): Task | undefined {
  if (event.type === 'thread.item.added' && event.item.type === 'workflow') {
    return event.item.workflow.tasks[0];
  }
  if (event.type !== 'thread.item.updated') return undefined;
  return event.update.type === 'workflow.task.added' ? event.update.task : undefined;
}

/** Text of the assistant that an event brings. */
export function textOf(event: ThreadStreamEvent): string {
  if (event.type === 'thread.item.updated') {
    const { update } = event;
    return update.type === 'assistant_message.content_part.text_delta' ? update.delta : '';
  }
  return '';
}
