import type { ThreadStreamEvent } from '../../protocol/events.js';

/** A step of an answer that a newcomer should notice among the frames; undefined for most. */
export function noteworthy(event: ThreadStreamEvent): string | undefined {
  if (event.type === 'error') return `error: ${event.message ?? event.code}`;
  if (event.type !== 'thread.item.updated') return undefined;
  const { update } = event;
  if (update.type === 'workflow.task.added' && update.task.type === 'custom') {
    return `tool call: ${update.task.content ?? update.task.title}`;
  }
  return undefined;
}

/** Text of the assistant that an event brings. */
export function textOf(event: ThreadStreamEvent): string {
  if (event.type === 'thread.item.updated') {
    const { update } = event;
    return update.type === 'assistant_message.content_part.text_delta' ? update.delta : '';
  }
  return '';
}
