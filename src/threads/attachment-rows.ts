import type { Attachment } from '../protocol/attachments.js';
import { NotFoundError } from '../protocol/errors.js';
import { ownerOf } from '../turns/owner.js';
import type { Principal } from '../turns/principal.js';
import { toJson } from './thread-rows.js';
import type { Sql } from './sql.js';

/** A row of `attachments`, as far as it is read. */
export interface AttachmentRow {
  id: string;
  thread_id: string | null;
  data: Attachment;
}

/** The attachment as its row has it. One whose thread was deleted has none again. */
export function toAttachment(row: AttachmentRow): Attachment {
  const { thread_id: _, ...data } = row.data;
  return { ...data, id: row.id, ...(row.thread_id !== null && { thread_id: row.thread_id }) };
}

/**
 * Inserts the attachment, or updates it when it is the principal's.
 * @throws NotFoundError when it, or the thread that it names, is somebody else's or unknown.
 */
export async function upsertAttachment(
  sql: Sql,
  attachment: Attachment,
  principal: Principal,
): Promise<void> {
  const { ownerId, tenantId } = ownerOf(principal);
  const saved = await sql(
    `INSERT INTO attachments AS a (id, owner_id, tenant_id, thread_id, data, created_at)
     SELECT $1, $2, $3, $4::text, $5, $6
     WHERE $4::text IS NULL
       OR EXISTS (SELECT FROM threads t WHERE t.id = $4::text AND t.owner_id = $2 AND t.tenant_id = $3)
     ON CONFLICT (id) DO UPDATE SET thread_id = EXCLUDED.thread_id, data = EXCLUDED.data
     WHERE a.owner_id = EXCLUDED.owner_id AND a.tenant_id = EXCLUDED.tenant_id
     RETURNING id`,
    [attachment.id, ownerId, tenantId, attachment.thread_id ?? null, toJson(attachment), new Date()],
  );
  if (saved.length === 0) throw new NotFoundError('attachment');
}
