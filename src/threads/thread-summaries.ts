import { NotFoundError } from '../protocol/errors.js';
import { toPage, type Page } from '../protocol/page.js';
import { wellFormedLine } from '../protocol/text.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import { ownerOf } from '../turns/owner.js';
import type { Principal } from '../turns/principal.js';
import type { SummaryQuery, ThreadEdits, ThreadFiling, ThreadSummary } from '../turns/thread-summary.js';
import { orders, rowsAfterCursor, type RowOrNone } from './read-pages.js';
import type { Sql } from './sql.js';
import { threadColumns, toJson, toThreadMetadata, type ThreadRow } from './thread-rows.js';

// Threads as their owner files and finds them. Messages are counted where they are indexed, in the statement that
// reads the page: an index holds what the count and the last date need.

const summaryColumns = `${threadColumns}, external_id, client_metadata, archived_at, updated_at`;

/** Counts of the thread `t`, as the columns of `m`. */
const messageCounts = `LEFT JOIN LATERAL (
  SELECT count(*)::int AS message_count, max(created_at) AS last_message_at FROM thread_items
  WHERE thread_id = t.id AND type IN ('user_message', 'assistant_message')
) m ON true`;

interface SummaryRow extends ThreadRow {
  external_id: string | null;
  client_metadata: Record<string, string>;
  archived_at: Date | null;
  updated_at: Date;
  message_count: number;
  last_message_at: Date | null;
}

function toThreadSummary(row: SummaryRow): ThreadSummary {
  return {
    ...toThreadMetadata(row),
    ...(row.external_id !== null && { external_id: row.external_id }),
    client_metadata: row.client_metadata,
    ...(row.archived_at && { archived_at: row.archived_at.toISOString() }),
    updated_at: row.updated_at.toISOString(),
    message_count: row.message_count,
    ...(row.last_message_at && { last_message_at: row.last_message_at.toISOString() }),
  };
}

/** @throws NotFoundError when the cursor is no thread of the principal's. */
export async function readSummaries(
  sql: Sql,
  query: SummaryQuery,
  principal: Principal,
): Promise<Page<ThreadSummary>> {
  const { ownerId, tenantId } = ownerOf(principal);
  const { after, direction, start } = orders[query.order];
  const rows = await sql<RowOrNone<SummaryRow>>(
    `SELECT c.sequence AS place, t.*, m.*
     FROM (SELECT 1) one
     LEFT JOIN threads c ON c.id = $3 AND c.owner_id = $1 AND c.tenant_id = $2 LEFT JOIN LATERAL (
       SELECT ${summaryColumns}, sequence FROM threads
       WHERE owner_id = $1 AND tenant_id = $2 AND sequence ${after} coalesce(c.sequence, ${start})
         AND ($5::text IS NULL OR status ->> 'type' = $5)
         AND ($6::boolean IS NULL OR (archived_at IS NOT NULL) = $6)
         AND ($7::text IS NULL
           OR to_tsvector('simple', coalesce(title, '')) @@ websearch_to_tsquery('simple', $7)
           OR EXISTS (SELECT FROM thread_items i
                      WHERE i.thread_id = threads.id AND i.search @@ websearch_to_tsquery('simple', $7)))
       ORDER BY sequence ${direction} LIMIT $4
     ) t ON true ${messageCounts}
     ORDER BY t.sequence ${direction}`,
    [
      ownerId,
      tenantId,
      query.after ?? null,
      query.limit + 1,
      query.status ?? null,
      query.archived ?? null,
      query.words ?? null,
    ],
  );
  return toPage(rowsAfterCursor(rows, query).map(toThreadSummary), query.limit);
}

/** Undefined when the thread is not the principal's. */
export async function readSummary(
  sql: Sql,
  threadId: string,
  principal: Principal,
): Promise<ThreadSummary | undefined> {
  const { ownerId, tenantId } = ownerOf(principal);
  const [row] = await sql<SummaryRow>(
    `SELECT t.*, m.* FROM (
       SELECT ${summaryColumns} FROM threads WHERE id = $1 AND owner_id = $2 AND tenant_id = $3
     ) t ${messageCounts}`,
    [threadId, ownerId, tenantId],
  );
  return row && toThreadSummary(row);
}

/** The id of the thread that was added; undefined when the principal has one of that external id. */
export async function insertThread(
  sql: Sql,
  thread: ThreadMetadata,
  { externalId, clientMetadata }: ThreadFiling,
  principal: Principal,
): Promise<string | undefined> {
  const { ownerId, tenantId } = ownerOf(principal);
  const [row] = await sql<{ id: string }>(
    `INSERT INTO threads
       (id, owner_id, title, status, allowed_image_domains, metadata, external_id, client_metadata, created_at,
        updated_at, tenant_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (owner_id, tenant_id, external_id) WHERE external_id IS NOT NULL DO NOTHING
     RETURNING id`,
    [
      thread.id,
      ownerId,
      thread.title == null ? null : wellFormedLine(thread.title),
      toJson(thread.status),
      thread.allowed_image_domains ? toJson(thread.allowed_image_domains) : null,
      toJson(thread.metadata ?? {}),
      externalId ?? null,
      toJson(clientMetadata ?? {}),
      new Date(thread.created_at),
      new Date(),
      tenantId,
    ],
  );
  return row?.id;
}

/** Undefined when the principal has no thread of that external id. */
export async function selectThreadId(
  sql: Sql,
  externalId: string,
  principal: Principal,
): Promise<string | undefined> {
  const { ownerId, tenantId } = ownerOf(principal);
  const [row] = await sql<{ id: string }>(
    `SELECT id FROM threads WHERE owner_id = $1 AND tenant_id = $2 AND external_id = $3`,
    [ownerId, tenantId, externalId],
  );
  return row?.id;
}

/** @throws NotFoundError when the thread is not the principal's. */
export async function writeEdits(
  sql: Sql,
  threadId: string,
  { title, clientMetadata, archived }: ThreadEdits,
  principal: Principal,
): Promise<void> {
  const { ownerId, tenantId } = ownerOf(principal);
  const edited = await sql(
    `UPDATE threads SET
       title = CASE WHEN $3 THEN $4 ELSE title END,
       client_metadata = coalesce($5::jsonb, client_metadata),
       archived_at = CASE WHEN $6::boolean IS NULL THEN archived_at WHEN $6 THEN coalesce(archived_at, $7) END,
       updated_at = $7
     WHERE id = $1 AND owner_id = $2 AND tenant_id = $8 RETURNING id`,
    [
      threadId,
      ownerId,
      title !== undefined,
      title == null ? null : wellFormedLine(title),
      clientMetadata ? toJson(clientMetadata) : null,
      archived ?? null,
      new Date(),
      tenantId,
    ],
  );
  if (edited.length === 0) throw new NotFoundError('thread');
}
