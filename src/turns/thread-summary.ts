import type { Order } from '../protocol/page.js';
import type { ThreadMetadata, ThreadStatus } from '../protocol/thread.js';

/** A thread as a list of conversations shows it: with what its owner filed it under, and how much was said in it. */
export interface ThreadSummary extends ThreadMetadata {
  /** What the owner's other systems call the thread. No two threads of a person have the same. */
  external_id?: string;
  /** The owner's own notes, which they read and write. `metadata` is the operator's, and stays here. */
  client_metadata: Record<string, string>;
  /** When it was put away; absent for one that was not. */
  archived_at?: string;
  updated_at: string;
  /** What was said, by either side. Widgets, steps and hidden items do not count. */
  message_count: number;
  last_message_at?: string;
}

/** Which threads are wanted. What is left out narrows nothing. */
export interface SummaryQuery {
  /** Rows at the most; already clamped. */
  limit: number;
  order: Order;
  /** Id of the last row seen, exclusive, in the given order. */
  after?: string;
  /** Words that are all in the title, or all in one message. */
  words?: string;
  status?: ThreadStatus['type'];
  archived?: boolean;
}

/** What a thread is filed under from the beginning. */
export interface ThreadFiling {
  externalId?: string;
  clientMetadata?: Record<string, string>;
}

/** What its owner changes of a thread. What is left out stays; `title: null` takes the title away. */
export interface ThreadEdits {
  title?: string | null;
  clientMetadata?: Record<string, string>;
  archived?: boolean;
}
