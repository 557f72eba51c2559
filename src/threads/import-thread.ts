import type { DataSource } from 'typeorm';
import type { ThreadItem } from '../protocol/items.js';
import { wellFormedLine } from '../protocol/text.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import { ownerOf } from '../turns/owner.js';
import type { Principal } from '../turns/principal.js';
import { takePlaces, upsertItems } from './item-rows.js';
import { toJson } from './thread-rows.js';
import { sqlOn, type Sql } from './sql.js';

/** What became of a thread that was to be imported. */
export type ImportedThread = 'added' | 'known' | 'foreign';

/**
 * Adds a thread of another server, below all that are there. One that is here by now stays as it is: its owner may
 * have gone on with it.
 * @param more The name under which its owner finds it here too, and when it changed last.
 * @returns `foreign` when its id is somebody else's.
 */
export async function importThread(
  dataSource: DataSource,
  thread: ThreadMetadata,
  { externalId, updatedAt, principal }: { externalId: string; updatedAt: Date; principal: Principal },
): Promise<ImportedThread> {
  const { ownerId, tenantId } = ownerOf(principal);
  return dataSource.transaction(async (manager) => {
    const sql = sqlOn(manager);
    const [known] = await sql<{ is_own: boolean }>(
      'SELECT owner_id = $2 AND tenant_id = $3 AS is_own FROM threads WHERE id = $1',
      [thread.id, ownerId, tenantId],
    );
    if (known) return known.is_own ? 'known' : 'foreign';
    await sql(
      `INSERT INTO threads
         (id, sequence, owner_id, tenant_id, title, status, metadata, created_at, updated_at, external_id)
       SELECT $1, (SELECT least(coalesce(min(sequence), 1), 1) - 1 FROM threads), $2, $3, $4, $5, $6, $7, $8,
              -- What its owner has filed under that name by now stays there.
              CASE WHEN NOT EXISTS (
                SELECT FROM threads WHERE owner_id = $2 AND tenant_id = $3 AND external_id = $9
              ) THEN $9 END`,
      [
        thread.id,
        ownerId,
        tenantId,
        thread.title === undefined ? null : wellFormedLine(thread.title),
        toJson(thread.status),
        toJson(thread.metadata),
        new Date(thread.created_at),
        updatedAt,
        externalId,
      ],
    );
    return 'added';
  });
}

/**
 * Adds the items that the thread does not have yet, in the given order, after those that it has.
 * @returns how many were added.
 */
export async function importItems(
  dataSource: DataSource,
  threadId: string,
  items: readonly ThreadItem[],
  principal: Principal,
): Promise<number> {
  return dataSource.transaction(async (manager) => {
    const sql = sqlOn(manager);
    const known = await knownIds(sql, threadId, items, principal);
    const added = items.filter(({ id }) => !known.has(id));
    if (added.length === 0) return 0;
    // To be imported is no activity.
    const first = await takePlaces(sql, threadId, added.length, principal, null);
    if (first === undefined) throw new Error('The thread is gone.');
    await upsertItems(sql, threadId, added, { first, kept: {} });
    return added.length;
  });
}

async function knownIds(
  sql: Sql,
  threadId: string,
  items: readonly ThreadItem[],
  principal: Principal,
): Promise<Set<string>> {
  const { ownerId, tenantId } = ownerOf(principal);
  const rows = await sql<{ id: string }>(
    `SELECT i.id FROM thread_items i JOIN threads t ON t.id = i.thread_id
     WHERE i.thread_id = $1 AND t.owner_id = $2 AND t.tenant_id = $3 AND i.id = ANY ($4::text[])`,
    [threadId, ownerId, tenantId, items.map(({ id }) => id)],
  );
  return new Set(rows.map(({ id }) => id));
}
