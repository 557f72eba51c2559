import type { DataSource } from 'typeorm';
import { keptWhenStopped } from '../turns/stopped-turn.js';
import type { SweepOptions, SweptTurn } from '../turns/turn-ledger.js';
import { takePlaces, upsertItems } from './item-rows.js';
import { inTransaction } from './retry-conflict.js';
import { sqlOn } from './sql.js';
import type { TurnCheckpoint } from './turn.entity.js';

interface Orphan {
  id: string;
  thread_id: string;
  owner_id: string;
  tenant_id: string;
}

const orphaned = `status IN ('queued', 'running') AND ($1 OR lease_expires_at <= clock_timestamp())`;

/**
 * Closes turns that nobody runs any more, each in a transaction of its own. Any number of processes may do so at
 * once: a turn is closed by one of them.
 */
export async function sweepTurns(
  dataSource: DataSource,
  { all = false, threadId }: SweepOptions,
): Promise<SweptTurn[]> {
  const orphans = await sqlOn(dataSource)<Orphan>(
    `SELECT id, thread_id, owner_id, tenant_id FROM turns WHERE ${orphaned} AND ($2::text IS NULL OR thread_id = $2)
     ORDER BY started_at`,
    [all, threadId ?? null],
  );
  const swept: SweptTurn[] = [];
  const failures: unknown[] = [];
  for (const orphan of orphans) {
    try {
      if (await closeOrphan(dataSource, orphan, all)) {
        swept.push({ turnId: orphan.id, threadId: orphan.thread_id });
      }
    } catch (error) {
      // One that cannot be closed must not keep those after it open.
      failures.push(error);
    }
  }
  if (failures.length) throw new AggregateError(failures, `${failures.length} turns could not be closed`);
  return swept;
}

/** Whether it was this call that closed the turn. */
function closeOrphan(dataSource: DataSource, orphan: Orphan, all: boolean): Promise<boolean> {
  return inTransaction(dataSource, async (manager) => {
    const sql = sqlOn(manager);
    // The thread's row first, as everywhere: it decides who of several sweepers, or the holder, comes first.
    await sql(`SELECT FROM threads WHERE id = $1 FOR UPDATE`, [orphan.thread_id]);
    // The checkpoint as it is now, which the update below clears.
    const [turn] = await sql<{ checkpoint: TurnCheckpoint | null }>(
      `SELECT checkpoint FROM turns WHERE id = $2 AND ${orphaned} FOR UPDATE`,
      [all, orphan.id],
    );
    if (!turn) return false;
    await sql(
      `UPDATE turns SET status = 'interrupted', lease_epoch = lease_epoch + 1, checkpoint = NULL,
         finished_at = $2
       WHERE id = $1`,
      [orphan.id, new Date()],
    );
    const { items, places } = turn.checkpoint ?? { items: [], places: {} };
    const kept = keptWhenStopped('interrupted', orphan.thread_id, items);
    const owner = { userId: orphan.owner_id, tenantId: orphan.tenant_id };
    const first = await takePlaces(sql, orphan.thread_id, kept.length, owner);
    if (first === undefined) return false;
    await upsertItems(sql, orphan.thread_id, kept, { first, kept: places });
    await sql(`UPDATE turns SET end_sequence = $2 WHERE id = $1`, [orphan.id, first + kept.length]);
    return true;
  });
}
