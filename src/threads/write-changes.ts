import { ChatKitError, NotFoundError } from '../protocol/errors.js';
import { wellFormedJson } from '../protocol/text.js';
import { ownerOf } from '../turns/owner.js';
import type { TurnChanges, TurnLease } from '../turns/turn-ledger.js';
import { upsertAttachment } from './attachment-rows.js';
import { upsertItems, type Places } from './item-rows.js';
import type { Sql } from './sql.js';
import type { TurnCheckpoint } from './turn.entity.js';

/** Places in the thread by item id, for items that are shown but not stored yet. */
export type KeptPlaces = Readonly<Record<string, number>>;

/**
 * How many places the changes need, and who gets which once the block is known: first the items that are shown
 * before these, then these.
 */
export function planPlaces(
  changes: TurnChanges,
  kept: KeptPlaces,
): { count: number; at(first: number): Places } {
  const announced = (changes.shownBefore ?? []).filter((id) => !Object.hasOwn(kept, id));
  return {
    count: announced.length + (changes.items?.length ?? 0),
    at: (first) => ({
      first: first + announced.length,
      kept: { ...kept, ...Object.fromEntries(announced.map((id, index) => [id, first + index])) },
    }),
  };
}

/**
 * What must hold, and what must go, before a turn begins. The caller has locked the thread's row, and made sure that
 * it is the principal's.
 * @throws ChatKitError `not_pending`. @throws NotFoundError when the item to go on from is gone.
 */
export async function requireAndRemove(
  sql: Sql,
  threadId: string,
  { stillPending, removedAfter }: TurnChanges,
): Promise<void> {
  if (stillPending !== undefined) {
    const [item] = await sql(
      `SELECT FROM thread_items WHERE thread_id = $1 AND id = $2 AND data ->> 'status' = 'pending'`,
      [threadId, stillPending],
    );
    if (!item) throw new ChatKitError('not_pending');
  }
  if (removedAfter !== undefined) {
    const [item] = await sql<{ sequence: string }>(
      `SELECT sequence FROM thread_items WHERE thread_id = $1 AND id = $2`,
      [threadId, removedAfter],
    );
    if (!item) throw new NotFoundError('item');
    await sql(`DELETE FROM thread_items WHERE thread_id = $1 AND sequence > $2`, [threadId, item.sequence]);
  }
}

/** Writes everything of the changes but the thread and the turn's own row. */
export async function writeChanges(
  sql: Sql,
  lease: TurnLease,
  changes: TurnChanges,
  places: Places,
): Promise<void> {
  await upsertItems(sql, lease.threadId, changes.items ?? [], places);
  if (changes.removedItemIds?.length) {
    const { ownerId, tenantId } = ownerOf(lease.principal);
    await sql(
      `DELETE FROM thread_items i USING threads t
       WHERE t.id = i.thread_id AND i.thread_id = $1 AND i.id = ANY ($2::text[])
         AND t.owner_id = $3 AND t.tenant_id = $4`,
      [lease.threadId, changes.removedItemIds, ownerId, tenantId],
    );
  }
  for (const attachment of changes.attachments ?? []) {
    await upsertAttachment(sql, attachment, lease.principal);
  }
}

/** The checkpoint's column, or null when the changes bring none. */
export function checkpointJson(changes: TurnChanges, places: KeptPlaces): string | null {
  if (!changes.checkpoint) return null;
  // Cleaned item by item: the depth that an item may have is counted from the item.
  const items = changes.checkpoint.map((item) => wellFormedJson(item));
  return JSON.stringify({ items, places } satisfies TurnCheckpoint);
}
