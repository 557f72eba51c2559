import type { UserMessageItem } from '../protocol/items.js';

const maxLength = 60;

/**
 * A title by rule: the first line of what the person asked, cut at a word. Undefined when there is nothing to
 * name the thread by.
 */
export function titleFor(message: UserMessageItem): string | undefined {
  const text = message.content.map(({ text }) => text).join('');
  const line = text
    .split('\n')
    .map((each) => each.replaceAll(/\s+/g, ' ').trim())
    .find(Boolean);
  return line && shorten(line);
}

function shorten(line: string): string {
  const characters = [...line];
  if (characters.length <= maxLength) return line;
  const cut = characters.slice(0, maxLength).join('');
  const atWord = cut.lastIndexOf(' ');
  return `${cut.slice(0, atWord > maxLength / 2 ? atWord : undefined)}…`;
}
