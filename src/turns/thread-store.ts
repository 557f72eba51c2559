import type { Attachment } from '../protocol/attachments.js';
import { newId, type ItemIdKind } from '../protocol/ids.js';
import type { Feedback, FeedbackKind } from '../protocol/feedback.js';
import type { ClientToolCallItem, ThreadItem } from '../protocol/items.js';
import type { Order, Page } from '../protocol/page.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { Principal } from './principal.js';
import { changedThread, type ThreadChanges } from './thread-changes.js';
import type { SummaryQuery, ThreadEdits, ThreadFiling, ThreadSummary } from './thread-summary.js';

/** Which rows of a list are wanted. */
export interface PageQuery {
  /** Rows at the most; already clamped. */
  limit: number;
  order: Order;
  /** Id of the last row seen, exclusive, in the given order. */
  after?: string;
}

/** Which items of a thread are wanted. */
export interface ItemPageQuery extends PageQuery {
  /** Leave hidden items out, and fill the page without them. False by default: the model needs them. */
  visibleOnly?: boolean;
}

/**
 * Where threads, their items and attachments' records live.
 *
 * Every method takes the principal, and what belongs to another is unknown: reading it throws
 * {@link NotFoundError}, deleting it does nothing. An owner is an id in a tenant, and nobody owns nothing: see
 * `ownerOf`. Objects given out are copies. Items keep the order in which
 * they were first added, and saving one again keeps its place. An unknown `after` throws `NotFoundError`. What is
 * stored is well-formed, and no deeper than storages can hold: see {@link wellFormedJson}. `threadStoreContract` of
 * `nestjs-chatkit/testing` checks all of this.
 *
 * Not here: turns and everything that must be written together with them (see {@link TurnLedger}).
 */
export abstract class ThreadStore {
  generateThreadId(_principal: Principal): string {
    return newId('thread');
  }

  generateItemId(kind: ItemIdKind, _thread: ThreadMetadata, _principal: Principal): string {
    return newId(kind);
  }

  abstract loadThread(threadId: string, principal: Principal): Promise<ThreadMetadata>;

  /**
   * Inserts or updates. Takes thread objects that also carry `items`, and ignores those.
   * @throws NotFoundError when a thread of that id belongs to somebody else.
   */
  abstract saveThread(thread: ThreadMetadata, principal: Principal): Promise<void>;

  /**
   * Changes the title and nothing else: a turn may be changing the rest. Gives the thread as it is then. Stores that
   * can do it in one statement do.
   * @throws NotFoundError
   */
  async renameThread(threadId: string, title: string, principal: Principal): Promise<ThreadMetadata> {
    const thread = { ...(await this.loadThread(threadId, principal)), title };
    await this.saveThread(thread, principal);
    return thread;
  }

  /**
   * Makes the changes and no others: a person may rename the thread meanwhile, on another process. Gives the thread
   * as it is then. Stores that can do it in one statement do.
   * @throws NotFoundError
   */
  async changeThread(
    threadId: string,
    changes: ThreadChanges,
    principal: Principal,
  ): Promise<ThreadMetadata> {
    await this.saveThread(changedThread(await this.loadThread(threadId, principal), changes), principal);
    // As it is stored, which may be in other letters than it was given.
    return this.loadThread(threadId, principal);
  }

  /** The principal's threads by age; `desc` is newest first. Archived ones are left out. */
  abstract loadThreads(query: PageQuery, principal: Principal): Promise<Page<ThreadMetadata>>;

  /**
   * Adds a new thread, unless the principal has one of that external id: then gives that one, as it is. Of several
   * that are added at once, one is.
   */
  abstract addThread(
    thread: ThreadMetadata,
    filing: ThreadFiling,
    principal: Principal,
  ): Promise<{ threadId: string; isNew: boolean }>;

  /** The principal's thread of that external id. @throws NotFoundError */
  abstract findThreadId(externalId: string, principal: Principal): Promise<string>;

  /** What the owner changes, and nothing else. @throws NotFoundError */
  abstract editThread(threadId: string, edits: ThreadEdits, principal: Principal): Promise<void>;

  /** @throws NotFoundError */
  abstract loadThreadSummary(threadId: string, principal: Principal): Promise<ThreadSummary>;

  /** The principal's threads by age, archived ones with them unless the query says otherwise. */
  abstract loadThreadSummaries(query: SummaryQuery, principal: Principal): Promise<Page<ThreadSummary>>;

  /** Deletes the thread with its items, turns and feedback. An unknown id is not an error. */
  abstract deleteThread(threadId: string, principal: Principal): Promise<void>;

  abstract loadThreadItems(
    threadId: string,
    query: ItemPageQuery,
    principal: Principal,
  ): Promise<Page<ThreadItem>>;

  abstract loadItem(threadId: string, itemId: string, principal: Principal): Promise<ThreadItem>;

  /** Appends, or updates in place when the thread has an item of that id. */
  abstract addThreadItem(threadId: string, item: ThreadItem, principal: Principal): Promise<void>;

  /** Updates in place, type included; appends when the thread has no item of that id. */
  abstract saveItem(threadId: string, item: ThreadItem, principal: Principal): Promise<void>;

  /** An unknown id is not an error. */
  abstract deleteThreadItem(threadId: string, itemId: string, principal: Principal): Promise<void>;

  /** The thread's client tool calls that wait for their output, newest first. */
  abstract loadPendingToolCalls(threadId: string, principal: Principal): Promise<ClientToolCallItem[]>;

  /**
   * Keeps what the principal thinks of items of a thread of theirs, in the place of what they thought before.
   * @throws NotFoundError when one of the items is unknown or hidden; nothing is kept then.
   */
  abstract saveFeedback(
    threadId: string,
    itemIds: readonly string[],
    kind: FeedbackKind,
    principal: Principal,
  ): Promise<void>;

  /** The principal's feedback on items of the thread, in no particular order. */
  abstract loadFeedback(threadId: string, principal: Principal): Promise<Feedback[]>;

  /** Inserts or updates. @throws NotFoundError when an attachment of that id belongs to somebody else. */
  abstract saveAttachment(attachment: Attachment, principal: Principal): Promise<void>;

  abstract loadAttachment(attachmentId: string, principal: Principal): Promise<Attachment>;

  /** Deletes the record, not the bytes. An unknown id is not an error. */
  abstract deleteAttachment(attachmentId: string, principal: Principal): Promise<void>;
}
