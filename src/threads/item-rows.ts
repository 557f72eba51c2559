import type { ThreadItem } from '../protocol/items.js';
import { ownerOf } from '../turns/owner.js';
import type { Principal } from '../turns/principal.js';
import { toJson } from './thread-rows.js';
import type { Sql } from './sql.js';

/** The item as its row has it: the columns say which item of which thread it is, whatever the JSON says. */
export function toItem<T extends ThreadItem>(row: { thread_id: string; id: string; data: T }): T {
  return { ...row.data, id: row.id, thread_id: row.thread_id };
}

/** Places of items in a thread: the first free one of a reserved block, and those kept for certain ids. */
export interface Places {
  first: number;
  kept: Readonly<Record<string, number>>;
}

/**
 * Reserves a block of places in the thread, and locks its row until the transaction ends. Gives the first
 * place, or undefined when the thread is not the principal's.
 * @param changedAt When the thread changed by that. Null: it is as old as it was.
 */
export async function takePlaces(
  sql: Sql,
  threadId: string,
  count: number,
  principal: Principal,
  changedAt: Date | null = new Date(),
): Promise<number | undefined> {
  const { ownerId, tenantId } = ownerOf(principal);
  const [row] = await sql<{ first: string }>(
    `UPDATE threads SET next_sequence = next_sequence + $4, updated_at = coalesce($5, updated_at)
     WHERE id = $1 AND owner_id = $2 AND tenant_id = $3 RETURNING next_sequence - $4 AS first`,
    [threadId, ownerId, tenantId, count, changedAt],
  );
  return row && Number(row.first);
}

/**
 * Appends items in the given order, each at its kept place or the next of the block, and updates those that the
 * thread already has, where they are. The caller has made sure that the thread is the principal's.
 */
export async function upsertItems(
  sql: Sql,
  threadId: string,
  items: readonly ThreadItem[],
  places: Places,
): Promise<void> {
  if (items.length === 0) return;
  await sql(
    `INSERT INTO thread_items (thread_id, id, sequence, type, data, created_at)
     SELECT $1, item.data ->> 'id', coalesce(($3::jsonb ->> (item.data ->> 'id'))::bigint, $4::bigint + item.number - 1),
            item.data ->> 'type', item.data, (item.data ->> 'created_at')::timestamptz
     FROM unnest($2::jsonb[]) WITH ORDINALITY AS item (data, number)
     ON CONFLICT (thread_id, id) DO UPDATE SET type = EXCLUDED.type, data = EXCLUDED.data`,
    [threadId, itemsToJson(items), JSON.stringify(places.kept), places.first],
  );
}

/** One JSON text per item. Of two with the same id the later one counts, at the first one's place. */
function itemsToJson(items: readonly ThreadItem[]): string[] {
  return [...new Map(items.map((item) => [item.id, toJson(item)])).values()];
}
