import type { ThreadItem } from '../../protocol/items.js';
import type { ThreadStatus } from '../../protocol/thread.js';

type Body<Item> = Item extends ThreadItem ? Omit<Item, 'id' | 'thread_id' | 'created_at'> : never;

/** What an item says, without its ids and its time. */
export type ItemBody = Body<ThreadItem>;

/** An item of another server, as this one would have it; or why it has no place here. */
export type SourceItem = { id: string; createdAt: Date } & ({ body: ItemBody } | { problem: string });

/** A conversation of another server. */
export interface SourceThread {
  id: string;
  /** Whose it is, by that server's own ids. */
  userId: string;
  title?: string;
  status?: ThreadStatus;
  createdAt: Date;
  updatedAt?: Date;
  /** In the order of the conversation, in batches. */
  items(): AsyncIterable<SourceItem[]>;
}

/** Something that could not be read, or that belongs nowhere. */
export interface Problem {
  /** The same words for the same kind of trouble: a report counts them. */
  reason: string;
  /** What it was: an id, a place in a file. */
  where: string;
}

/** Where conversations are taken from. It is only ever read. */
export interface ImportSource {
  /** Names the kind of source: two of them may use the same ids. */
  readonly kind: 'hosted' | 'tables';
  /** Newest first: they go below what is there already, and what is newer stays above. */
  threads(): AsyncIterable<SourceThread>;
  /** What was met on the way, besides threads and items. Complete when the threads have been read. */
  readonly problems: readonly Problem[];
  close(): Promise<void>;
}
