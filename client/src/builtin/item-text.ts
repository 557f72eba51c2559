import type { UserContentPart } from '../../../src/protocol/content.js';
import type { ThreadItem } from '../../../src/protocol/items.js';

export const textOfPart = (part: UserContentPart): string =>
  part.type === 'input_tag' ? `@${part.text}` : part.text;

/** What the person asked first, or else sent: the name of a conversation that has no title. */
export function firstQuestion(items: readonly ThreadItem[]): string {
  const first = items.find((item) => item.type === 'user_message');
  if (!first) return '';
  return first.content.map(textOfPart).join('') || first.attachments.map(({ name }) => name).join(', ');
}

/** What an assistant's message says, as it was written. */
export function textOfItem(item: ThreadItem | undefined): string {
  if (item?.type !== 'assistant_message') return '';
  return item.content
    .filter((part) => part.type === 'output_text')
    .map(({ text }) => text)
    .join('\n\n');
}
