import type { ThreadItem } from '../../../src/protocol/items';
import type { ChatKitFetch, UnsentMessage } from '../../browser/index.js';

/** How far the clocks of browser and server may be apart. */
const clockSkewMs = 60_000;

/** What could not be sent in a thread, or, with `null`, as the first message of one. */
export const unsentIn = (chat: ChatKitFetch, threadId: string | null): UnsentMessage[] =>
  chat.unsent().filter((message) => message.threadId === threadId);

/** A draft of messages, one below the other. */
export const draftOf = (messages: readonly UnsentMessage[]): string =>
  messages.map(({ text }) => text).join('\n');

/** Whether a thread has the message all the same: the page was left before the server could say so. */
export function hasMessage(items: readonly ThreadItem[], { text, at }: UnsentMessage): boolean {
  const since = Date.parse(at) - clockSkewMs;
  return items.some(
    (item) =>
      item.type === 'user_message' &&
      Date.parse(item.created_at) >= since &&
      item.content.map((part) => part.text).join('') === text,
  );
}
