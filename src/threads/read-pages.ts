import { NotFoundError } from '../protocol/errors.js';
import { hiddenItemTypes, type ThreadItem } from '../protocol/items.js';
import { toPage, type Order, type Page } from '../protocol/page.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import { ownerOf } from '../turns/owner.js';
import type { Principal } from '../turns/principal.js';
import type { ItemPageQuery, PageQuery } from '../turns/thread-store.js';
import { toItem } from './item-rows.js';
import type { Sql } from './sql.js';
import { threadColumns, toThreadMetadata, type ThreadRow } from './thread-rows.js';

// Pages by place, one row past the limit, so that the last row tells whether there is more. A page is one statement,
// the last as well as the first: the cursor is looked up in it. The outer joins give one row without data for a page
// that is empty, and that row says whether the cursor was found.

/** How an order reads in SQL, and on which side of the cursor the next rows are. */
export const orders = {
  asc: { direction: 'ASC', after: '>', start: '0' },
  desc: { direction: 'DESC', after: '<', start: '9223372036854775807' },
} as const satisfies Record<Order, unknown>;

/** A row of a page, or the one of an empty page. `place` is the cursor's, null when there is none. */
export type RowOrNone<Row> = ({ id: null } | Row) & { place: string | null };

/** The principal's threads. @throws NotFoundError when the cursor is no thread of theirs. */
export async function readThreads(
  sql: Sql,
  query: PageQuery,
  principal: Principal,
): Promise<Page<ThreadMetadata>> {
  const { ownerId, tenantId } = ownerOf(principal);
  const { after, direction, start } = orders[query.order];
  const rows = await sql<RowOrNone<ThreadRow>>(
    `SELECT c.sequence AS place, t.*
     FROM (SELECT 1) one
     LEFT JOIN threads c ON c.id = $3 AND c.owner_id = $1 AND c.tenant_id = $2 LEFT JOIN LATERAL (
       SELECT ${threadColumns}, sequence FROM threads
       WHERE owner_id = $1 AND tenant_id = $2 AND archived_at IS NULL
         AND sequence ${after} coalesce(c.sequence, ${start})
       ORDER BY sequence ${direction} LIMIT $4
     ) t ON true
     ORDER BY t.sequence ${direction}`,
    [ownerId, tenantId, query.after ?? null, query.limit + 1],
  );
  return toPage(rowsAfterCursor(rows, query).map(toThreadMetadata), query.limit);
}

/**
 * Items of one thread. Hidden ones are left out before the page is cut, so that a page is full.
 * @throws NotFoundError when the thread is not the principal's, or the cursor is no item of it.
 */
export async function readItems(
  sql: Sql,
  threadId: string,
  query: ItemPageQuery,
  principal: Principal,
): Promise<Page<ThreadItem>> {
  const { ownerId, tenantId } = ownerOf(principal);
  const { after, direction, start } = orders[query.order];
  const rows = await sql<RowOrNone<{ thread_id: string; id: string; data: ThreadItem }>>(
    `SELECT c.sequence AS place, t.id AS thread_id, i.id, i.data
     FROM threads t LEFT JOIN thread_items c ON c.thread_id = t.id AND c.id = $4 LEFT JOIN LATERAL (
       SELECT id, data, sequence FROM thread_items
       WHERE thread_id = t.id AND sequence ${after} coalesce(c.sequence, ${start})
         AND (NOT $6::boolean OR type <> ALL ($7::text[]))
       ORDER BY sequence ${direction} LIMIT $5
     ) i ON true
     WHERE t.id = $1 AND t.owner_id = $2 AND t.tenant_id = $3
     ORDER BY i.sequence ${direction}`,
    [
      threadId,
      ownerId,
      tenantId,
      query.after ?? null,
      query.limit + 1,
      query.visibleOnly ?? false,
      [...hiddenItemTypes],
    ],
  );
  if (rows.length === 0) throw new NotFoundError('thread');
  return toPage(rowsAfterCursor(rows, query).map(toItem), query.limit);
}

/** @throws NotFoundError when a cursor was asked for and not found. */
export function rowsAfterCursor<Row extends { id: string }>(
  rows: RowOrNone<Row>[],
  { after }: PageQuery,
): Row[] {
  if (after !== undefined && rows[0]?.place == null) throw new NotFoundError('cursor');
  return rows.filter((row): row is Row & { place: string | null } => row.id !== null);
}
