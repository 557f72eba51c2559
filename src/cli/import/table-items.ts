import { z } from 'zod';
import { outputText } from '../../protocol/content.js';
import type { ItemBody, SourceItem, SourceThread } from './source.js';

// Rows of the tables that a chat server of one's own tends to have: conversations, and messages with a role and a text.

const id = z.union([z.string().min(1), z.number().int(), z.bigint()]).transform(String);
const time = z.union([z.date(), z.string(), z.number()]).transform((value, context) => {
  const date = new Date(value);
  if (!Number.isNaN(date.getTime())) return date;
  context.addIssue({ code: 'custom', message: 'is no time' });
  return z.NEVER;
});

export const ConversationRow = z.object({
  id,
  user_id: id,
  title: z.string().nullish(),
  created_at: time,
  updated_at: time.nullish(),
});
export type ConversationRow = z.infer<typeof ConversationRow>;

export const MessageRow = z.object({
  id,
  conversation_id: id,
  role: z.string(),
  content: z.unknown(),
  created_at: time,
});
export type MessageRow = z.infer<typeof MessageRow>;

export const TaskRow = z.object({
  id,
  user_id: id,
  title: z.string().trim().min(1),
  description: z.string().nullish(),
  status: z.string().nullish(),
  completed: z.boolean().nullish(),
});
export type TaskRow = z.infer<typeof TaskRow>;

/** A row of conversations, without its messages. */
export function toThread(row: ConversationRow): Omit<SourceThread, 'items'> {
  const { id, user_id: userId, title, created_at: createdAt, updated_at: updatedAt } = row;
  return { id, userId, createdAt, ...(title && { title }), ...(updatedAt && { updatedAt }) };
}

/** A row of messages. */
export function toItem(row: MessageRow): SourceItem {
  return { id: row.id, createdAt: row.created_at, ...fromMessage(row) };
}

/** What a message says, as an item of this server; or the reason why it cannot be one. */
function fromMessage({ role, content }: MessageRow): { body: ItemBody } | { problem: string } {
  const text = textOf(content);
  if (text === undefined) return { problem: 'a message whose content is no text' };
  switch (role.toLowerCase()) {
    case 'user':
      return {
        body: {
          type: 'user_message',
          content: [{ type: 'input_text', text }],
          attachments: [],
          inference_options: {},
        },
      };
    case 'assistant':
      return { body: { type: 'assistant_message', content: [outputText(text)] } };
    // For the model, and no person's to read.
    case 'system':
    case 'tool':
      return { body: { type: 'hidden_context_item', content: text } };
    default:
      return { problem: `a message with the role ${JSON.stringify(role.slice(0, 40))}` };
  }
}

/** Whether a task has been done, in either way of saying so. */
export const isDone = ({ status, completed }: TaskRow): boolean =>
  completed ?? /^(completed?|done)$/i.test(status ?? '');

/** A text, or the texts of its parts, as chat APIs write them. */
function textOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  const texts = content.map((part: unknown) => (part as { text?: unknown } | null)?.text);
  return texts.every((text) => typeof text === 'string') ? texts.join('\n') : undefined;
}
