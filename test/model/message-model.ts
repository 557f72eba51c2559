import type { Attachment } from '../../src/protocol/attachments.js';
import type { UserContentPart } from '../../src/protocol/content.js';
import type { ThreadItem, UserMessageItem } from '../../src/protocol/items.js';
import { stored, wellFormed } from './well-formed.js';

/** A person's message as a client may send it: `null` where nothing was chosen, and more than was asked for. */
export interface MessageInput {
  content: (
    | { type: 'input_text'; text: string }
    | {
        type: 'input_tag';
        id: string;
        text: string;
        data?: Record<string, unknown> | null;
        group?: string | null;
        interactive?: boolean | null;
      }
  )[];
  attachments: string[];
  quoted_text?: string | null;
  inference_options: { tool_choice?: { id: string } | null; model?: string | null };
}

/** The item that a message becomes (protocol 3.5). Id and time are those that the server told. */
export function toMessage(
  { content, quoted_text, inference_options: { tool_choice, model } }: MessageInput,
  told: Pick<ThreadItem, 'id' | 'thread_id' | 'created_at'>,
  attachments: readonly Attachment[],
): UserMessageItem {
  return {
    type: 'user_message',
    id: told.id,
    thread_id: told.thread_id,
    created_at: told.created_at,
    content: content.map(toPart),
    attachments: structuredClone([...attachments]),
    ...(quoted_text && { quoted_text: wellFormed(quoted_text) }),
    inference_options: {
      ...(tool_choice && { tool_choice: { id: wellFormed(tool_choice.id) } }),
      ...(model && { model: wellFormed(model) }),
    },
  };
}

function toPart(part: MessageInput['content'][number]): UserContentPart {
  if (part.type === 'input_text') return { type: 'input_text', text: wellFormed(part.text) };
  const { type, id, text, data, group, interactive } = stored(part);
  return {
    type,
    id,
    text,
    data: data ?? {},
    ...(group != null && { group }),
    interactive: interactive ?? false,
  };
}
