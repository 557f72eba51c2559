import type { DataSource } from 'typeorm';
import { NotFoundError } from '../protocol/errors.js';
import { ownerOf } from '../turns/owner.js';
import { PausedRunStore, type PausedCall, type PausedRun } from '../turns/paused-run-store.js';
import type { Principal } from '../turns/principal.js';
import { retryConflict } from './retry-conflict.js';
import { sqlOn, type Sql } from './sql.js';
import { toJson } from './thread-rows.js';

interface PausedRunRow {
  thread_id: string;
  item_id: string;
  state: string;
  calls: PausedCall[];
  decisions: PausedRun['decisions'];
  created_at: Date;
  expires_at: Date;
}

const columns = 'thread_id, item_id, state, calls, decisions, created_at, expires_at';
const own = 'thread_id = $1 AND item_id = $2 AND owner_id = $3 AND tenant_id = $4';

/** Paused runs as rows. Each method is one statement, so that of many processes one takes a run. */
export class TypeOrmPausedRunStore extends PausedRunStore {
  private readonly sql: Sql;

  constructor(dataSource: DataSource) {
    super();
    this.sql = sqlOn(dataSource);
  }

  async save(run: PausedRun, principal: Principal): Promise<void> {
    const { ownerId, tenantId } = ownerOf(principal);
    const saved = await retryConflict(() =>
      this.sql(
        `INSERT INTO paused_runs
           (thread_id, item_id, owner_id, tenant_id, state, calls, decisions, created_at, expires_at)
         SELECT i.thread_id, i.id, t.owner_id, t.tenant_id, $5, $6, $7, $8, $9
         FROM thread_items i JOIN threads t ON t.id = i.thread_id
         WHERE i.thread_id = $1 AND i.id = $2 AND t.owner_id = $3 AND t.tenant_id = $4
         ON CONFLICT (thread_id, item_id) DO UPDATE SET
           state = EXCLUDED.state, calls = EXCLUDED.calls, decisions = EXCLUDED.decisions,
           created_at = EXCLUDED.created_at, expires_at = EXCLUDED.expires_at
         RETURNING item_id`,
        [
          run.threadId,
          run.itemId,
          ownerId,
          tenantId,
          run.state,
          toJson(run.calls),
          toJson(run.decisions),
          run.createdAt,
          run.expiresAt,
        ],
      ),
    );
    if (saved.length === 0) throw new NotFoundError('item');
  }

  async load(threadId: string, itemId: string, principal: Principal): Promise<PausedRun | undefined> {
    const { ownerId, tenantId } = ownerOf(principal);
    const statement = `SELECT ${columns} FROM paused_runs WHERE ${own}`;
    return this.one(statement, [threadId, itemId, ownerId, tenantId]);
  }

  async decide(
    threadId: string,
    itemId: string,
    decisions: PausedRun['decisions'],
    principal: Principal,
  ): Promise<PausedRun | undefined> {
    const { ownerId, tenantId } = ownerOf(principal);
    // Of a key on both sides, that on the right stands: what was decided before.
    return this.one(
      `UPDATE paused_runs SET decisions = $5::jsonb || decisions WHERE ${own} RETURNING ${columns}`,
      [threadId, itemId, ownerId, tenantId, toJson(decisions)],
    );
  }

  async take(threadId: string, itemId: string, principal: Principal): Promise<PausedRun | undefined> {
    const { ownerId, tenantId } = ownerOf(principal);
    const statement = `DELETE FROM paused_runs WHERE ${own} RETURNING ${columns}`;
    return this.one(statement, [threadId, itemId, ownerId, tenantId]);
  }

  async sweep(now: Date): Promise<number> {
    const swept = await this.sql(`DELETE FROM paused_runs WHERE expires_at <= $1 RETURNING item_id`, [now]);
    return swept.length;
  }

  private async one(statement: string, parameters: unknown[]): Promise<PausedRun | undefined> {
    const [row] = await retryConflict(() => this.sql<PausedRunRow>(statement, parameters));
    return row && toPausedRun(row);
  }
}

function toPausedRun(row: PausedRunRow): PausedRun {
  const { state, calls, decisions } = row;
  return {
    threadId: row.thread_id,
    itemId: row.item_id,
    state,
    calls,
    decisions,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
