import type { Picks } from './picks.js';
import type { Message, Step } from './steps.js';

/** The parameters of a step's request, now that it is known what there is. */
export function toParams(step: Exclude<Step, { op: 'invalid' }>, user: string, picks: Picks): object {
  switch (step.op) {
    case 'threads.create':
      return { input: toInput(step.message, user, picks) };
    case 'threads.list':
      return { ...step.page, after: step.after && picks.thread(user, step.after) };
    case 'attachments.create':
      return { name: step.name, size: step.size, mime_type: step.mime_type };
    case 'attachments.delete':
      return { attachment_id: picks.attachment(user, step.attachment) ?? 'atc_never' };
    case 'input.transcribe':
      return { audio_base64: step.audio_base64, mime_type: step.mime_type };
    default:
      return toThreadParams(step, user, picks);
  }
}

function toThreadParams(
  step: Extract<Step, { thread: unknown; op: unknown }>,
  user: string,
  picks: Picks,
): object {
  const thread_id = picks.thread(user, step.thread);
  switch (step.op) {
    case 'threads.add_user_message':
      return { thread_id, input: toInput(step.message, user, picks) };
    case 'threads.add_client_tool_output':
      return { thread_id, result: step.result };
    case 'threads.add_structured_input':
      return { thread_id, item_id: picks.item(thread_id, step.item, step.op), input: step.input };
    case 'threads.retry_after_item':
      return { thread_id, item_id: picks.item(thread_id, step.item, step.op) };
    case 'threads.custom_action':
    case 'threads.sync_custom_action':
      return { thread_id, item_id: picks.item(thread_id, step.item, step.op), action: step.action };
    case 'threads.update':
      return { thread_id, title: step.title };
    case 'items.list':
      return { thread_id, ...step.page, after: picks.item(thread_id, step.after, step.op) };
    case 'items.feedback': {
      const item_ids = step.items.map((item) => picks.item(thread_id, item, step.op));
      return { thread_id, item_ids, kind: step.kind };
    }
    default:
      return { thread_id };
  }
}

function toInput({ content, attachments, more }: Message, user: string, picks: Picks): object {
  return {
    content,
    attachments: attachments.flatMap((attachment) => picks.attachment(user, attachment) ?? []),
    inference_options: {},
    ...more,
  };
}
