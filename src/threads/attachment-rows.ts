import type { Attachment } from '../protocol/attachments.js';
import { NotFoundError } from '../protocol/errors.js';
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
  const saved = await sql(
    `INSERT INTO attachments AS a (id, owner_id, thread_id, data, created_at)
     SELECT $1, $2, $3::text, $4, $5
     WHERE $3::text IS NULL OR EXISTS (SELECT FROM threads t WHERE t.id = $3::text AND t.owner_id = $2)
     ON CONFLICT (id) DO UPDATE SET thread_id = EXCLUDED.thread_id, data = EXCLUDED.data
     WHERE a.owner_id = EXCLUDED.owner_id
     RETURNING id`,
    [attachment.id, principal.userId, attachment.thread_id ?? null, toJson(attachment), new Date()],
  );
  if (saved.length === 0) throw new NotFoundError('attachment');
}
