import { NotFoundError } from '../protocol/errors.js';
import { hiddenItemTypes, type ThreadItem } from '../protocol/items.js';
import { toPage, type Order, type Page } from '../protocol/page.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { Principal } from '../turns/principal.js';
import type { ItemPageQuery, PageQuery } from '../turns/thread-store.js';
import { toItem } from './item-rows.js';
import type { Sql } from './sql.js';
import { threadColumns, toThreadMetadata, type ThreadRow } from './thread-rows.js';

// Pages by place, one row past the limit, so that the last row tells whether there is more. The number of
// statements does not depend on the number of rows: one, and one more to find the cursor.

/** How an order reads in SQL, and on which side of the cursor the next rows are. */
const orders = {
  asc: { direction: 'ASC', after: '>', start: '0' },
  desc: { direction: 'DESC', after: '<', start: '9223372036854775807' },
} as const satisfies Record<Order, unknown>;

/** The principal's threads. @throws NotFoundError when the cursor is no thread of theirs. */
export async function readThreads(
  sql: Sql,
  query: PageQuery,
  principal: Principal,
): Promise<Page<ThreadMetadata>> {
  const order = orders[query.order];
  const cursor =
    query.after === undefined
      ? order.start
      : await placeOf(sql, `SELECT sequence FROM threads WHERE id = $1 AND owner_id = $2`, [
          query.after,
          principal.userId,
        ]);
  const rows = await sql<ThreadRow>(
    `SELECT ${threadColumns} FROM threads
     WHERE owner_id = $1 AND sequence ${order.after} $2
     ORDER BY sequence ${order.direction} LIMIT $3`,
    [principal.userId, cursor, query.limit + 1],
  );
  return toPage(rows.map(toThreadMetadata), query.limit);
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
  const order = orders[query.order];
  const cursor =
    query.after === undefined
      ? order.start
      : await placeOf(
          sql,
          `SELECT i.sequence FROM thread_items i JOIN threads t ON t.id = i.thread_id
           WHERE i.thread_id = $3 AND i.id = $1 AND t.owner_id = $2`,
          [query.after, principal.userId, threadId],
        );
  // The outer join gives one empty row for a thread without items, and none for a thread that is not there.
  const rows = await sql<{ thread_id: string; id: string | null; data: ThreadItem }>(
    `SELECT t.id AS thread_id, i.id, i.data
     FROM threads t LEFT JOIN LATERAL (
       SELECT id, data, sequence FROM thread_items
       WHERE thread_id = t.id AND sequence ${order.after} $3 AND (NOT $5::boolean OR type <> ALL ($6::text[]))
       ORDER BY sequence ${order.direction} LIMIT $4
     ) i ON true
     WHERE t.id = $1 AND t.owner_id = $2
     ORDER BY i.sequence ${order.direction}`,
    [threadId, principal.userId, cursor, query.limit + 1, query.visibleOnly ?? false, [...hiddenItemTypes]],
  );
  if (rows.length === 0) throw new NotFoundError('thread');
  const items = rows.filter((row): row is typeof row & { id: string } => row.id !== null).map(toItem);
  return toPage(items, query.limit);
}

async function placeOf(sql: Sql, statement: string, parameters: unknown[]): Promise<string> {
  const [row] = await sql<{ sequence: string }>(statement, parameters);
  if (!row) throw new NotFoundError('cursor');
  return row.sequence;
}
