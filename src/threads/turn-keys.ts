import { ChatKitError } from '../protocol/errors.js';
import type { ThreadItem } from '../protocol/items.js';
import { ownerOf } from '../turns/owner.js';
import type { Principal } from '../turns/principal.js';
import type { KeyedTurn, NewTurn, TurnChanges, TurnEnd, TurnKind } from '../turns/turn-ledger.js';
import { toItem } from './item-rows.js';
import type { Sql } from './sql.js';

// The keys that turns are begun under: see `TurnLedger.findKeyed`.

/**
 * Keeps the turn's key. First of all in its transaction: whoever comes second waits here until it is decided, and
 * holds nothing meanwhile that others wait for.
 * @throws ChatKitError `turn_busy` when the principal has begun a turn under the key before.
 */
export async function insertTurnKey(
  sql: Sql,
  { id, threadId, kind, key }: NewTurn,
  { thread, items = [], removedItemIds = [] }: TurnChanges,
  { principal, lifetimeMs }: { principal: Principal; lifetimeMs: number },
): Promise<void> {
  if (!key) return;
  const { ownerId, tenantId } = ownerOf(principal);
  const kept = await sql(
    `INSERT INTO turn_keys AS k
       (owner_id, tenant_id, key, fingerprint, turn_id, thread_id, kind, began_thread, item_ids, removed_item_ids,
        created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp(),
             clock_timestamp() + $11 * interval '1 ms')
     ON CONFLICT (owner_id, tenant_id, key) DO UPDATE SET
       fingerprint = EXCLUDED.fingerprint, turn_id = EXCLUDED.turn_id, thread_id = EXCLUDED.thread_id,
       kind = EXCLUDED.kind, began_thread = EXCLUDED.began_thread, item_ids = EXCLUDED.item_ids,
       removed_item_ids = EXCLUDED.removed_item_ids, created_at = EXCLUDED.created_at,
       expires_at = EXCLUDED.expires_at
     WHERE k.expires_at <= clock_timestamp()
     RETURNING key`,
    [
      ownerId,
      tenantId,
      key.key,
      key.fingerprint,
      id,
      threadId,
      kind,
      thread !== undefined,
      items.map((item) => item.id),
      removedItemIds,
      lifetimeMs,
    ],
  );
  if (kept.length === 0) throw new ChatKitError('turn_busy');
}

interface KeyRow {
  fingerprint: string;
  turn_id: string;
  thread_id: string;
  kind: TurnKind;
  began_thread: boolean;
  item_ids: string[];
  removed_item_ids: string[];
  status: 'queued' | 'running' | TurnEnd | null;
  failure: string | null;
}

export async function findTurnKey(
  sql: Sql,
  key: string,
  principal: Principal,
): Promise<KeyedTurn | undefined> {
  const { ownerId, tenantId } = ownerOf(principal);
  const [row] = await sql<KeyRow>(
    `SELECT k.fingerprint, k.turn_id, k.thread_id, k.kind, k.began_thread, k.item_ids, k.removed_item_ids,
            t.status, t.failure
     FROM turn_keys k LEFT JOIN turns t ON t.id = k.turn_id
     WHERE k.owner_id = $1 AND k.tenant_id = $2 AND k.key = $3 AND k.expires_at > clock_timestamp()`,
    [ownerId, tenantId, key],
  );
  if (!row) return undefined;
  return {
    turnId: row.turn_id,
    threadId: row.thread_id,
    kind: row.kind,
    fingerprint: row.fingerprint,
    beganThread: row.began_thread,
    itemIds: row.item_ids,
    removedItemIds: row.removed_item_ids,
    ...(row.status && { status: row.status === 'queued' ? 'running' : row.status }),
    ...(row.failure && { failure: row.failure }),
  };
}

/** The items at the places that the turn has filled, and those that it began with, wherever they stand. */
export async function loadItemsOfKey(sql: Sql, key: string, principal: Principal): Promise<ThreadItem[]> {
  const { ownerId, tenantId } = ownerOf(principal);
  const rows = await sql<{ thread_id: string; id: string; data: ThreadItem }>(
    `SELECT i.thread_id, i.id, i.data
     FROM turn_keys k JOIN turns t ON t.id = k.turn_id JOIN thread_items i ON i.thread_id = t.thread_id
       AND (i.id = ANY (k.item_ids)
         OR i.sequence >= t.first_sequence AND i.sequence < coalesce(t.end_sequence, 9223372036854775807))
     WHERE k.owner_id = $1 AND k.tenant_id = $2 AND k.key = $3
     ORDER BY i.sequence`,
    [ownerId, tenantId, key],
  );
  return rows.map(toItem);
}

export async function forgetExpiredKeys(sql: Sql): Promise<void> {
  await sql(`DELETE FROM turn_keys WHERE expires_at <= clock_timestamp()`);
}
