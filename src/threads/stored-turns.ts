import { NotFoundError } from '../protocol/errors.js';
import { ownerOf } from '../turns/owner.js';
import type { Principal } from '../turns/principal.js';
import type { StoredTurn, TurnEnd } from '../turns/turn-ledger.js';
import type { Sql } from './sql.js';
import type { TurnCheckpoint } from './turn.entity.js';

// Turns as others see them than the process that runs them.

/** Where it is told that a turn is to be stopped; the payload is the turn's id. */
export const cancelChannel = 'nestjs_chatkit_cancel';

interface LatestRow {
  id: string | null;
  status: 'queued' | 'running' | TurnEnd;
  checkpoint: TurnCheckpoint | null;
}

/** See `TurnLedger.latest`. */
export async function readLatestTurn(
  sql: Sql,
  threadId: string,
  principal: Principal,
): Promise<StoredTurn | undefined> {
  const { ownerId, tenantId } = ownerOf(principal);
  const [row] = await sql<LatestRow>(
    `SELECT u.id, u.status, u.checkpoint
     FROM threads t LEFT JOIN LATERAL (
       SELECT id, status, checkpoint FROM turns WHERE thread_id = t.id
       ORDER BY status IN ('queued', 'running') DESC, started_at DESC LIMIT 1
     ) u ON true
     WHERE t.id = $1 AND t.owner_id = $2 AND t.tenant_id = $3`,
    [threadId, ownerId, tenantId],
  );
  if (!row) throw new NotFoundError('thread');
  if (row.id === null) return undefined;
  const status = row.status === 'queued' ? 'running' : row.status;
  return { turnId: row.id, status, checkpoint: row.checkpoint?.items ?? [] };
}

/** See `TurnLedger.askToCancel`. The mark and the message are one statement: neither comes without the other. */
export async function markToCancel(
  sql: Sql,
  threadId: string,
  principal: Principal,
): Promise<string | undefined> {
  const { ownerId, tenantId } = ownerOf(principal);
  const [row] = await sql<{ turn_id: string | null }>(
    `WITH mine AS (SELECT id FROM threads WHERE id = $1 AND owner_id = $2 AND tenant_id = $3),
     asked AS (
       UPDATE turns SET cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp())
       FROM mine WHERE turns.thread_id = mine.id AND turns.status IN ('queued', 'running')
       RETURNING turns.id
     )
     SELECT asked.id AS turn_id, CASE WHEN asked.id IS NOT NULL THEN pg_notify('${cancelChannel}', asked.id) END
     FROM mine LEFT JOIN asked ON true`,
    [threadId, ownerId, tenantId],
  );
  if (!row) throw new NotFoundError('thread');
  return row.turn_id ?? undefined;
}
