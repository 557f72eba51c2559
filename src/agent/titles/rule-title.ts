import { userText } from '../../protocol/content.js';
import type { UserMessageItem } from '../../protocol/items.js';
import { shortenTitle } from './shorten-title.js';

/**
 * A title by rule: the first line of what the person asked, cut at a word. Undefined when there is nothing to
 * name the thread by.
 */
export function titleFor({ content }: UserMessageItem): string | undefined {
  const line = userText(content)
    .split('\n')
    .map((each) => each.replaceAll(/\s+/g, ' ').trim())
    .find(Boolean);
  return line && shortenTitle(line);
}
