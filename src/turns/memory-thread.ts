import type { FeedbackKind } from '../protocol/feedback.js';
import type { ThreadItem } from '../protocol/items.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { Owner } from './owner.js';
import type { ThreadSummary } from './thread-summary.js';

/** A thread as the memory store holds it. */
export interface StoredThread {
  owner: Owner;
  thread: ThreadMetadata;
  /** By id, in the order in which they were first added. */
  items: Map<string, ThreadItem>;
  /** By item id. */
  feedback: Map<string, FeedbackKind>;
  filing: Filing;
}

/** What a person filed a thread under, and when it changed. */
interface Filing {
  externalId?: string;
  clientMetadata: Record<string, string>;
  archivedAt?: string;
  updatedAt: string;
}

/** What was said in a thread. */
const messagesOf = ({ items }: StoredThread) =>
  [...items.values()].filter(({ type }) => type === 'user_message' || type === 'assistant_message');

export function toSummary(stored: StoredThread): ThreadSummary {
  const { thread, filing } = stored;
  const dates = messagesOf(stored).map(({ created_at }) => created_at);
  return copy({
    ...thread,
    external_id: filing.externalId,
    client_metadata: filing.clientMetadata,
    archived_at: filing.archivedAt,
    updated_at: filing.updatedAt,
    message_count: dates.length,
    last_message_at: dates.sort().at(-1),
  });
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Whether all words are in the title, or all in one message. */
export function hasWords(stored: StoredThread, words: string): boolean {
  const wanted = wordsOf(words);
  const messages = messagesOf(stored).map((item) =>
    'content' in item ? (item.content as { text: string }[]).map(({ text }) => text).join(' ') : '',
  );
  return (
    wanted.length > 0 &&
    [stored.thread.title ?? '', ...messages].some((text) => {
      const present = new Set(wordsOf(text));
      return wanted.every((word) => present.has(word));
    })
  );
}

/** A copy without what JSON does not have, as a database would give it back. */
export function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
