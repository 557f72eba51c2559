import { NotFoundError } from '../protocol/errors.js';
import { wellFormedJson, wellFormedLine } from '../protocol/text.js';
import type { ThreadMetadata, ThreadStatus } from '../protocol/thread.js';
import { ownerOf } from '../turns/owner.js';
import type { Principal } from '../turns/principal.js';
import type { ThreadChanges } from '../turns/thread-changes.js';
import type { Sql } from './sql.js';

/** The columns that {@link toThreadMetadata} reads. */
export const threadColumns = 'id, title, status, allowed_image_domains, metadata, created_at';

/** A row of `threads`, as far as it is read. */
export interface ThreadRow {
  id: string;
  title: string | null;
  status: ThreadStatus;
  allowed_image_domains: string[] | null;
  metadata: Record<string, unknown>;
  created_at: Date;
}

/** The thread as its row has it; what is null there is left out. */
export function toThreadMetadata(row: ThreadRow): ThreadMetadata {
  return {
    id: row.id,
    ...(row.title !== null && { title: row.title }),
    created_at: row.created_at.toISOString(),
    status: row.status,
    ...(row.allowed_image_domains && { allowed_image_domains: row.allowed_image_domains }),
    metadata: row.metadata,
  };
}

/**
 * Inserts the thread, or updates it when it is the principal's.
 * @throws NotFoundError when it is somebody else's.
 * @throws TooDeepError when its metadata is nested too deep to be stored.
 */
export async function upsertThread(sql: Sql, thread: ThreadMetadata, principal: Principal): Promise<void> {
  const { ownerId, tenantId } = ownerOf(principal);
  const saved = await sql(
    `INSERT INTO threads AS t
       (id, owner_id, tenant_id, title, status, allowed_image_domains, metadata, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (id) DO UPDATE SET
       title = EXCLUDED.title, status = EXCLUDED.status, metadata = EXCLUDED.metadata,
       allowed_image_domains = EXCLUDED.allowed_image_domains,
       created_at = EXCLUDED.created_at, updated_at = EXCLUDED.updated_at
     WHERE t.owner_id = EXCLUDED.owner_id AND t.tenant_id = EXCLUDED.tenant_id
     RETURNING id`,
    [
      thread.id,
      ownerId,
      tenantId,
      thread.title == null ? null : wellFormedLine(thread.title),
      toJson(thread.status),
      thread.allowed_image_domains ? toJson(thread.allowed_image_domains) : null,
      toJson(thread.metadata ?? {}),
      new Date(thread.created_at),
      new Date(),
    ],
  );
  if (saved.length === 0) throw new NotFoundError('thread');
}

/**
 * Makes the changes on the row as it is now, whatever others wrote into it meanwhile, and gives the thread; undefined
 * when it is not the principal's.
 * @throws TooDeepError when its metadata is nested too deep to be stored.
 */
export async function updateThread(
  sql: Sql,
  threadId: string,
  changes: ThreadChanges,
  principal: Principal,
): Promise<ThreadMetadata | undefined> {
  const { ownerId, tenantId } = ownerOf(principal);
  const { title, status, allowed_image_domains: domains } = changes;
  const [row] = await sql<ThreadRow>(
    `UPDATE threads SET
       title = CASE WHEN $4 AND title IS NOT DISTINCT FROM $5 THEN $6 ELSE title END,
       status = coalesce($7::jsonb, status),
       allowed_image_domains = CASE WHEN $8 THEN $9::jsonb ELSE allowed_image_domains END,
       metadata = coalesce($10::jsonb, metadata),
       updated_at = $11
     WHERE id = $1 AND owner_id = $2 AND tenant_id = $3 RETURNING ${threadColumns}`,
    [
      threadId,
      ownerId,
      tenantId,
      title !== undefined,
      title?.from ?? null,
      title?.to ?? null,
      status ? toJson(status) : null,
      'allowed_image_domains' in changes,
      domains ? toJson(domains) : null,
      'metadata' in changes ? toJson(changes.metadata ?? {}) : null,
      new Date(),
    ],
  );
  return row && toThreadMetadata(row);
}

/** A value for a `jsonb` parameter. The driver would make a PostgreSQL array of a JavaScript one. */
export function toJson(value: unknown): string {
  return JSON.stringify(wellFormedJson(value));
}
