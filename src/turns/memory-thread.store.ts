import type { Attachment } from '../protocol/attachments.js';
import { NotFoundError } from '../protocol/errors.js';
import type { Feedback, FeedbackKind } from '../protocol/feedback.js';
import { isHidden, type ClientToolCallItem, type ThreadItem } from '../protocol/items.js';
import { toPage, type Page } from '../protocol/page.js';
import { wellFormedJson, wellFormedLine } from '../protocol/text.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import { isSameOwner, ownerOf, type Owner } from './owner.js';
import type { Principal } from './principal.js';
import { copy, hasWords, toSummary, type StoredThread } from './memory-thread.js';
import { changedThread, type ThreadChanges } from './thread-changes.js';
import { ThreadStore, type ItemPageQuery, type PageQuery } from './thread-store.js';
import type { SummaryQuery, ThreadEdits, ThreadFiling, ThreadSummary } from './thread-summary.js';

/** Everything in this process' memory, and gone with it. For tests, and for trying things out. */
export class MemoryThreadStore extends ThreadStore {
  private readonly threads = new Map<string, StoredThread>();
  private readonly attachments = new Map<string, { owner: Owner; attachment: Attachment }>();

  async loadThread(threadId: string, principal: Principal): Promise<ThreadMetadata> {
    return copy(this.threadOf(threadId, principal).thread);
  }

  async saveThread(thread: ThreadMetadata, principal: Principal): Promise<void> {
    const owner = ownerOf(principal);
    const stored = this.threads.get(thread.id);
    if (stored && !isSameOwner(stored.owner, owner)) throw new NotFoundError('thread');
    this.threads.set(thread.id, {
      owner,
      thread: toStoredThread(thread),
      items: stored?.items ?? new Map<string, ThreadItem>(),
      feedback: stored?.feedback ?? new Map<string, FeedbackKind>(),
      filing: { clientMetadata: {}, ...stored?.filing, updatedAt: now() },
    });
  }

  override async renameThread(
    threadId: string,
    title: string,
    principal: Principal,
  ): Promise<ThreadMetadata> {
    const stored = this.threadOf(threadId, principal);
    stored.thread.title = wellFormedLine(title);
    stored.filing.updatedAt = now();
    return copy(stored.thread);
  }

  override async changeThread(
    threadId: string,
    changes: ThreadChanges,
    principal: Principal,
  ): Promise<ThreadMetadata> {
    const stored = this.threadOf(threadId, principal);
    stored.thread = toStoredThread(changedThread(stored.thread, changes));
    stored.filing.updatedAt = now();
    return copy(stored.thread);
  }

  async loadThreads(query: PageQuery, principal: Principal): Promise<Page<ThreadMetadata>> {
    const own = this.threadsOf(principal);
    return cutPage(
      own.map(({ thread }) => thread),
      query,
      ({ id }) => this.threads.get(id)?.filing.archivedAt === undefined,
    );
  }

  async addThread(
    thread: ThreadMetadata,
    { externalId, clientMetadata = {} }: ThreadFiling,
    principal: Principal,
  ): Promise<{ threadId: string; isNew: boolean }> {
    const owner = ownerOf(principal);
    const known = externalId === undefined ? undefined : this.filedAs(externalId, principal);
    if (known) return { threadId: known.thread.id, isNew: false };
    const filing = {
      externalId: externalId === undefined ? undefined : wellFormedLine(externalId),
      clientMetadata: toStored(clientMetadata),
      updatedAt: now(),
    };
    this.threads.set(thread.id, {
      owner,
      thread: toStoredThread(thread),
      items: new Map(),
      feedback: new Map(),
      filing,
    });
    return { threadId: thread.id, isNew: true };
  }

  async findThreadId(externalId: string, principal: Principal): Promise<string> {
    const filed = this.filedAs(externalId, principal);
    if (!filed) throw new NotFoundError('thread');
    return filed.thread.id;
  }

  async editThread(threadId: string, edits: ThreadEdits, principal: Principal): Promise<void> {
    const { thread, filing } = this.threadOf(threadId, principal);
    const { title, clientMetadata, archived } = edits;
    if (title === null) delete thread.title;
    else if (title !== undefined) thread.title = wellFormedLine(title);
    if (clientMetadata) filing.clientMetadata = toStored(clientMetadata);
    filing.updatedAt = now();
    if (archived !== undefined)
      filing.archivedAt = archived ? (filing.archivedAt ?? filing.updatedAt) : undefined;
  }

  async loadThreadSummary(threadId: string, principal: Principal): Promise<ThreadSummary> {
    return toSummary(this.threadOf(threadId, principal));
  }

  async loadThreadSummaries(query: SummaryQuery, principal: Principal): Promise<Page<ThreadSummary>> {
    return cutPage(this.threadsOf(principal).map(toSummary), query, (summary) => {
      const isArchived = summary.archived_at !== undefined;
      return (
        (query.status === undefined || summary.status.type === query.status) &&
        (query.archived === undefined || isArchived === query.archived) &&
        (query.words === undefined || hasWords(this.threads.get(summary.id)!, query.words))
      );
    });
  }

  async deleteThread(threadId: string, principal: Principal): Promise<void> {
    if (!this.owns(threadId, principal)) return;
    this.threads.delete(threadId);
    for (const { attachment } of this.attachments.values()) {
      if (attachment.thread_id === threadId) delete attachment.thread_id;
    }
  }

  async loadThreadItems(
    threadId: string,
    query: ItemPageQuery,
    principal: Principal,
  ): Promise<Page<ThreadItem>> {
    const items = [...this.threadOf(threadId, principal).items.values()];
    return cutPage(items, query, query.visibleOnly ? (item) => !isHidden(item) : undefined);
  }

  async loadItem(threadId: string, itemId: string, principal: Principal): Promise<ThreadItem> {
    const item = this.owns(threadId, principal) && this.threads.get(threadId)?.items.get(itemId);
    if (!item) throw new NotFoundError('item');
    return copy(item);
  }

  async addThreadItem(threadId: string, item: ThreadItem, principal: Principal): Promise<void> {
    await this.saveItem(threadId, item, principal);
  }

  async saveItem(threadId: string, item: ThreadItem, principal: Principal): Promise<void> {
    const { items, filing } = this.threadOf(threadId, principal);
    items.set(item.id, toStored({ ...item, thread_id: threadId }));
    filing.updatedAt = now();
  }

  async deleteThreadItem(threadId: string, itemId: string, principal: Principal): Promise<void> {
    if (this.owns(threadId, principal)) this.threads.get(threadId)?.items.delete(itemId);
  }

  async loadPendingToolCalls(threadId: string, principal: Principal): Promise<ClientToolCallItem[]> {
    if (!this.owns(threadId, principal)) return [];
    const pending = [...this.threadOf(threadId, principal).items.values()].filter(
      (item) => item.type === 'client_tool_call' && item.status === 'pending',
    );
    return copy(pending.reverse() as ClientToolCallItem[]);
  }

  async saveFeedback(
    threadId: string,
    itemIds: readonly string[],
    kind: FeedbackKind,
    principal: Principal,
  ): Promise<void> {
    const { items, feedback } = this.threadOf(threadId, principal);
    for (const id of itemIds) {
      const item = items.get(id);
      if (!item || isHidden(item)) throw new NotFoundError('item');
    }
    for (const id of itemIds) feedback.set(id, kind);
  }

  async loadFeedback(threadId: string, principal: Principal): Promise<Feedback[]> {
    if (!this.owns(threadId, principal)) return [];
    return [...this.threadOf(threadId, principal).feedback].map(([item_id, kind]) => ({ item_id, kind }));
  }

  async saveAttachment(attachment: Attachment, principal: Principal): Promise<void> {
    const owner = ownerOf(principal);
    const { id, thread_id } = attachment;
    const stored = this.attachments.get(id);
    const isForeign = stored && !isSameOwner(stored.owner, owner);
    if (isForeign || (thread_id && !this.owns(thread_id, principal))) throw new NotFoundError('attachment');
    this.attachments.set(id, { owner, attachment: toStored(attachment) });
  }

  async loadAttachment(attachmentId: string, principal: Principal): Promise<Attachment> {
    const attachment = this.attachmentOf(attachmentId, principal);
    if (!attachment) throw new NotFoundError('attachment');
    return copy(attachment);
  }

  async deleteAttachment(attachmentId: string, principal: Principal): Promise<void> {
    if (this.attachmentOf(attachmentId, principal)) this.attachments.delete(attachmentId);
  }

  private owns(threadId: string, principal: Principal): boolean {
    const asking = ownerOf(principal);
    const stored = this.threads.get(threadId);
    return stored !== undefined && isSameOwner(stored.owner, asking);
  }

  private attachmentOf(attachmentId: string, principal: Principal): Attachment | undefined {
    const asking = ownerOf(principal);
    const stored = this.attachments.get(attachmentId);
    return stored && isSameOwner(stored.owner, asking) ? stored.attachment : undefined;
  }

  private threadsOf(principal: Principal): StoredThread[] {
    const asking = ownerOf(principal);
    return [...this.threads.values()].filter(({ owner }) => isSameOwner(owner, asking));
  }

  private filedAs(externalId: string, principal: Principal): StoredThread | undefined {
    return this.threadsOf(principal).find(({ filing }) => filing.externalId === wellFormedLine(externalId));
  }

  private threadOf(threadId: string, principal: Principal): StoredThread {
    const asking = ownerOf(principal);
    const stored = this.threads.get(threadId);
    if (!stored || !isSameOwner(stored.owner, asking)) throw new NotFoundError('thread');
    return stored;
  }
}

const now = (): string => new Date().toISOString();

/** What is kept of a value: a copy with well-formed text. @throws TooDeepError */
function toStored<T>(value: T): T {
  return copy(wellFormedJson(value));
}

function toStoredThread(thread: ThreadMetadata): ThreadMetadata {
  const { id, title, created_at, status, allowed_image_domains, metadata } = thread;
  return {
    id,
    ...(title != null && { title: wellFormedLine(title) }),
    created_at: new Date(created_at).toISOString(),
    status: toStored(status),
    ...(allowed_image_domains && { allowed_image_domains: toStored(allowed_image_domains) }),
    metadata: toStored(metadata ?? {}),
  };
}

/** The page after the cursor. The cursor may be a row that is not shown. */
function cutPage<T extends { id: string }>(
  rows: T[],
  { limit, order, after }: PageQuery,
  isShown: (row: T) => boolean = () => true,
): Page<T> {
  const ordered = order === 'asc' ? rows : rows.toReversed();
  const cursor = ordered.findIndex(({ id }) => id === after);
  if (after !== undefined && cursor < 0) throw new NotFoundError('cursor');
  const following = ordered.slice(cursor + 1).filter(isShown);
  return toPage(following.slice(0, limit + 1).map(copy), limit);
}
