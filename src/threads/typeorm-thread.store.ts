import type { DataSource } from 'typeorm';
import type { Attachment } from '../protocol/attachments.js';
import { NotFoundError } from '../protocol/errors.js';
import type { Feedback, FeedbackKind } from '../protocol/feedback.js';
import type { ClientToolCallItem, ThreadItem } from '../protocol/items.js';
import type { Page } from '../protocol/page.js';
import { wellFormedLine } from '../protocol/text.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import { ownerOf } from '../turns/owner.js';
import type { AttachmentLinks } from '../turns/attachment-links.js';
import type { Principal } from '../turns/principal.js';
import type { ThreadChanges } from '../turns/thread-changes.js';
import { ThreadStore, type ItemPageQuery, type PageQuery } from '../turns/thread-store.js';
import type { SummaryQuery, ThreadEdits, ThreadFiling, ThreadSummary } from '../turns/thread-summary.js';
import { toAttachment, upsertAttachment, type AttachmentRow } from './attachment-rows.js';
import { readFeedback, upsertFeedback } from './feedback-rows.js';
import { takePlaces, toItem, upsertItems } from './item-rows.js';
import { readItems, readThreads } from './read-pages.js';
import { inTransaction, retryConflict } from './retry-conflict.js';
import { sqlOn, type Sql } from './sql.js';
import {
  threadColumns,
  toThreadMetadata,
  updateThread,
  upsertThread,
  type ThreadRow,
} from './thread-rows.js';
import { insertThread, readSummaries, readSummary, selectThreadId, writeEdits } from './thread-summaries.js';

/** Threads, items and attachments in PostgreSQL, the embedded one or a server. */
export class TypeOrmThreadStore extends ThreadStore {
  private readonly sql: Sql;

  /** @param links Gives attachments addresses that are good now. Absent: they are given out as they were saved. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly links?: AttachmentLinks,
  ) {
    super();
    this.sql = sqlOn(dataSource);
  }

  async loadThread(threadId: string, principal: Principal): Promise<ThreadMetadata> {
    const { ownerId, tenantId } = ownerOf(principal);
    const [row] = await this.sql<ThreadRow>(
      `SELECT ${threadColumns} FROM threads WHERE id = $1 AND owner_id = $2 AND tenant_id = $3`,
      [threadId, ownerId, tenantId],
    );
    if (!row) throw new NotFoundError('thread');
    return toThreadMetadata(row);
  }

  async saveThread(thread: ThreadMetadata, principal: Principal): Promise<void> {
    await retryConflict(() => upsertThread(this.sql, thread, principal));
  }

  override async renameThread(
    threadId: string,
    title: string,
    principal: Principal,
  ): Promise<ThreadMetadata> {
    const { ownerId, tenantId } = ownerOf(principal);
    const [row] = await retryConflict(() =>
      this.sql<ThreadRow>(
        `UPDATE threads SET title = $4, updated_at = $5
         WHERE id = $1 AND owner_id = $2 AND tenant_id = $3 RETURNING ${threadColumns}`,
        [threadId, ownerId, tenantId, wellFormedLine(title), new Date()],
      ),
    );
    if (!row) throw new NotFoundError('thread');
    return toThreadMetadata(row);
  }

  override async changeThread(
    threadId: string,
    changes: ThreadChanges,
    principal: Principal,
  ): Promise<ThreadMetadata> {
    const thread = await retryConflict(() => updateThread(this.sql, threadId, changes, principal));
    if (!thread) throw new NotFoundError('thread');
    return thread;
  }

  async loadThreads(query: PageQuery, principal: Principal): Promise<Page<ThreadMetadata>> {
    return readThreads(this.sql, query, principal);
  }

  async addThread(
    thread: ThreadMetadata,
    filing: ThreadFiling,
    principal: Principal,
  ): Promise<{ threadId: string; isNew: boolean }> {
    for (;;) {
      const added = await retryConflict(() => insertThread(this.sql, thread, filing, principal));
      if (added !== undefined) return { threadId: added, isNew: true };
      const threadId = await selectThreadId(this.sql, filing.externalId ?? '', principal);
      // Deleted in between: then there is room for the new one.
      if (threadId !== undefined) return { threadId, isNew: false };
    }
  }

  async findThreadId(externalId: string, principal: Principal): Promise<string> {
    const threadId = await selectThreadId(this.sql, externalId, principal);
    if (threadId === undefined) throw new NotFoundError('thread');
    return threadId;
  }

  async editThread(threadId: string, edits: ThreadEdits, principal: Principal): Promise<void> {
    await retryConflict(() => writeEdits(this.sql, threadId, edits, principal));
  }

  async loadThreadSummary(threadId: string, principal: Principal): Promise<ThreadSummary> {
    const summary = await readSummary(this.sql, threadId, principal);
    if (!summary) throw new NotFoundError('thread');
    return summary;
  }

  async loadThreadSummaries(query: SummaryQuery, principal: Principal): Promise<Page<ThreadSummary>> {
    return readSummaries(this.sql, query, principal);
  }

  async deleteThread(threadId: string, principal: Principal): Promise<void> {
    const { ownerId, tenantId } = ownerOf(principal);
    await retryConflict(() =>
      this.sql(`DELETE FROM threads WHERE id = $1 AND owner_id = $2 AND tenant_id = $3`, [
        threadId,
        ownerId,
        tenantId,
      ]),
    );
  }

  async loadThreadItems(
    threadId: string,
    query: ItemPageQuery,
    principal: Principal,
  ): Promise<Page<ThreadItem>> {
    const page = await readItems(this.sql, threadId, query, principal);
    return { ...page, data: page.data.map((item) => this.withLinks(item)) };
  }

  async loadItem(threadId: string, itemId: string, principal: Principal): Promise<ThreadItem> {
    const { ownerId, tenantId } = ownerOf(principal);
    const [row] = await this.sql<{ thread_id: string; id: string; data: ThreadItem }>(
      `SELECT i.thread_id, i.id, i.data FROM thread_items i JOIN threads t ON t.id = i.thread_id
       WHERE i.thread_id = $1 AND i.id = $2 AND t.owner_id = $3 AND t.tenant_id = $4`,
      [threadId, itemId, ownerId, tenantId],
    );
    if (!row) throw new NotFoundError('item');
    return this.withLinks(toItem(row));
  }

  async addThreadItem(threadId: string, item: ThreadItem, principal: Principal): Promise<void> {
    await this.saveItem(threadId, item, principal);
  }

  async saveItem(threadId: string, item: ThreadItem, principal: Principal): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const sql = sqlOn(manager);
      const first = await takePlaces(sql, threadId, 1, principal);
      if (first === undefined) throw new NotFoundError('thread');
      await upsertItems(sql, threadId, [item], { first, kept: {} });
    });
  }

  async deleteThreadItem(threadId: string, itemId: string, principal: Principal): Promise<void> {
    const { ownerId, tenantId } = ownerOf(principal);
    await this.sql(
      `DELETE FROM thread_items i USING threads t
       WHERE t.id = i.thread_id AND i.thread_id = $1 AND i.id = $2 AND t.owner_id = $3 AND t.tenant_id = $4`,
      [threadId, itemId, ownerId, tenantId],
    );
  }

  async loadPendingToolCalls(threadId: string, principal: Principal): Promise<ClientToolCallItem[]> {
    const { ownerId, tenantId } = ownerOf(principal);
    const rows = await this.sql<{ thread_id: string; id: string; data: ClientToolCallItem }>(
      `SELECT i.thread_id, i.id, i.data FROM thread_items i JOIN threads t ON t.id = i.thread_id
       WHERE i.thread_id = $1 AND t.owner_id = $2 AND t.tenant_id = $3
         AND i.type = 'client_tool_call' AND i.data ->> 'status' = 'pending'
       ORDER BY i.sequence DESC`,
      [threadId, ownerId, tenantId],
    );
    return rows.map(toItem);
  }

  async saveFeedback(
    threadId: string,
    itemIds: readonly string[],
    kind: FeedbackKind,
    principal: Principal,
  ): Promise<void> {
    await inTransaction(this.dataSource, (manager) =>
      upsertFeedback(sqlOn(manager), { threadId, itemIds, kind }, principal),
    );
  }

  async loadFeedback(threadId: string, principal: Principal): Promise<Feedback[]> {
    return readFeedback(this.sql, threadId, principal);
  }

  async saveAttachment(attachment: Attachment, principal: Principal): Promise<void> {
    await retryConflict(() => upsertAttachment(this.sql, attachment, principal));
  }

  async loadAttachment(attachmentId: string, principal: Principal): Promise<Attachment> {
    const { ownerId, tenantId } = ownerOf(principal);
    const [row] = await this.sql<AttachmentRow>(
      `SELECT id, thread_id, data FROM attachments WHERE id = $1 AND owner_id = $2 AND tenant_id = $3`,
      [attachmentId, ownerId, tenantId],
    );
    if (!row) throw new NotFoundError('attachment');
    const attachment = toAttachment(row);
    return this.links?.refresh(attachment) ?? attachment;
  }

  async deleteAttachment(attachmentId: string, principal: Principal): Promise<void> {
    const { ownerId, tenantId } = ownerOf(principal);
    await this.sql(`DELETE FROM attachments WHERE id = $1 AND owner_id = $2 AND tenant_id = $3`, [
      attachmentId,
      ownerId,
      tenantId,
    ]);
  }

  /** A message embeds its attachments as they were when it was sent. */
  private withLinks(item: ThreadItem): ThreadItem {
    const { links } = this;
    if (!links || item.type !== 'user_message' || item.attachments.length === 0) return item;
    return { ...item, attachments: item.attachments.map((attachment) => links.refresh(attachment)) };
  }
}
