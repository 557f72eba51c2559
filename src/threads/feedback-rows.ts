import { NotFoundError } from '../protocol/errors.js';
import type { Feedback, FeedbackKind } from '../protocol/feedback.js';
import { hiddenItemTypes } from '../protocol/items.js';
import { ownerOf } from '../turns/owner.js';
import type { Principal } from '../turns/principal.js';
import type { Sql } from './sql.js';

interface GivenFeedback {
  threadId: string;
  itemIds: readonly string[];
  kind: FeedbackKind;
}

/**
 * Keeps feedback, one row per item; the last word counts.
 * @throws NotFoundError when the principal cannot see one of the items. The caller's transaction then undoes the rest.
 */
export async function upsertFeedback(
  sql: Sql,
  { threadId, itemIds, kind }: GivenFeedback,
  principal: Principal,
): Promise<void> {
  const { ownerId, tenantId } = ownerOf(principal);
  const ids = [...new Set(itemIds)];
  const kept = await sql(
    `INSERT INTO feedback (thread_id, item_id, owner_id, tenant_id, kind, created_at, updated_at)
     SELECT i.thread_id, i.id, t.owner_id, t.tenant_id, $5, $6, $6
     FROM thread_items i JOIN threads t ON t.id = i.thread_id
     WHERE i.thread_id = $1 AND i.id = ANY ($2::text[]) AND t.owner_id = $3 AND t.tenant_id = $4
       AND i.type <> ALL ($7::text[])
     ORDER BY i.id
     ON CONFLICT (thread_id, item_id, owner_id) DO UPDATE SET kind = EXCLUDED.kind, updated_at = EXCLUDED.updated_at
     RETURNING item_id`,
    [threadId, ids, ownerId, tenantId, kind, new Date(), [...hiddenItemTypes]],
  );
  if (kept.length < ids.length) throw new NotFoundError('item');
}

/** What the principal thinks of items of the thread. */
export async function readFeedback(sql: Sql, threadId: string, principal: Principal): Promise<Feedback[]> {
  const { ownerId, tenantId } = ownerOf(principal);
  return sql<Feedback>(
    `SELECT f.item_id, f.kind FROM feedback f JOIN threads t ON t.id = f.thread_id
     WHERE f.thread_id = $1 AND t.owner_id = $2 AND t.tenant_id = $3
       AND f.owner_id = t.owner_id AND f.tenant_id = t.tenant_id`,
    [threadId, ownerId, tenantId],
  );
}
