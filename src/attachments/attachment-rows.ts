import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CONFIG, type Config } from '../config.js';
import type { Attachment } from '../protocol/attachments.js';
import { ChatKitError } from '../protocol/errors.js';
import { wellFormedLine } from '../protocol/text.js';
import { ownerOf } from '../turns/owner.js';
import type { Principal } from '../turns/principal.js';
import { noRoom } from './attachment-texts.js';

/** Bytes that are expected, or there. */
export interface BytesRow {
  attachmentId: string;
  principal: Principal;
  /** As announced, until they have arrived. */
  size: number;
  mimeType: string;
  /** Absent until they have arrived. */
  place?: string;
}

interface Row {
  attachment_id: string;
  owner_id: string;
  tenant_id: string;
  size: string;
  mime_type: string;
  place: string | null;
}

const columns = 'attachment_id, owner_id, tenant_id, size, mime_type, place';

/** Rows of one step of a sweep. */
const maxSwept = 500;

/** What the database knows of bytes. */
@Injectable()
export class AttachmentRows {
  private readonly maxPerUser: number;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONFIG) { attachments }: Config,
  ) {
    this.maxPerUser = attachments.perUserBytes;
  }

  /**
   * Takes room for bytes that are to come. What is announced counts like what is there, and announcements of one person
   * are made one after another, in whatever processes: all of them together stay below the bound.
   * @throws ChatKitError `over_limit`
   */
  async reserve({ attachmentId, principal, size, mimeType }: BytesRow, createdAt: Date): Promise<void> {
    const { ownerId, tenantId } = ownerOf(principal);
    await this.dataSource.transaction(async (manager) => {
      await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [
        JSON.stringify(['attachments', ownerId, tenantId]),
      ]);
      const [taken] = await manager.query<{ bytes: string }[]>(
        `SELECT coalesce(sum(size), 0) AS bytes FROM attachment_bytes WHERE owner_id = $1 AND tenant_id = $2`,
        [ownerId, tenantId],
      );
      if (this.maxPerUser > 0 && Number(taken!.bytes) + size > this.maxPerUser) {
        throw new ChatKitError('over_limit', noRoom);
      }
      await manager.query(
        `INSERT INTO attachment_bytes (attachment_id, owner_id, tenant_id, size, mime_type, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [attachmentId, ownerId, tenantId, size, mimeType, createdAt],
      );
    });
  }

  /** For whoever holds a signed address. */
  async findAny(attachmentId: string): Promise<BytesRow | undefined> {
    const [row] = await this.dataSource.query<Row[]>(
      `SELECT ${columns} FROM attachment_bytes WHERE attachment_id = $1`,
      [wellFormedLine(attachmentId)],
    );
    return row && toBytesRow(row);
  }

  async find(attachmentId: string, principal: Principal): Promise<BytesRow | undefined> {
    const { ownerId, tenantId } = ownerOf(principal);
    const [row] = await this.dataSource.query<Row[]>(
      `SELECT ${columns} FROM attachment_bytes WHERE attachment_id = $1 AND owner_id = $2 AND tenant_id = $3`,
      [wellFormedLine(attachmentId), ownerId, tenantId],
    );
    return row && toBytesRow(row);
  }

  /**
   * Notes that announced bytes are there, once: of two uploads the first to end counts.
   * @returns the record, which names no address to send them to any more. Undefined when they were there already, or
   *   are not awaited any more; nothing is changed then.
   */
  async arrive(
    { attachmentId, principal, size, mimeType, place }: BytesRow,
    arrivedAt: Date,
  ): Promise<Attachment | undefined> {
    const { ownerId, tenantId } = ownerOf(principal);
    return this.dataSource.transaction(async (manager) => {
      // The record first, as whoever deletes them does.
      const [record] = rowsOf<{ data: Attachment }>(
        await manager.query(
          `UPDATE attachments SET data = data - 'upload_descriptor'
           WHERE id = $1 AND owner_id = $2 AND tenant_id = $3 AND data ? 'upload_descriptor' RETURNING data`,
          [attachmentId, ownerId, tenantId],
        ),
      );
      if (!record) return undefined;
      await this.settle({ attachmentId, principal, size, mimeType, place }, arrivedAt, manager);
      return record.data;
    });
  }

  /** Notes where reserved bytes are, and how many have come. @throws ChatKitError `link_expired` */
  async settle(
    { attachmentId, principal, size, mimeType, place }: BytesRow,
    arrivedAt: Date,
    on: EntityManager | DataSource = this.dataSource,
  ): Promise<void> {
    const { ownerId, tenantId } = ownerOf(principal);
    const settled = rowsOf(
      await on.query(
        `UPDATE attachment_bytes SET size = $4, mime_type = $5, place = $6, arrived_at = $7
         WHERE attachment_id = $1 AND owner_id = $2 AND tenant_id = $3 AND place IS NULL
         RETURNING attachment_id`,
        [attachmentId, ownerId, tenantId, size, mimeType, place, arrivedAt],
      ),
    );
    if (settled.length === 0) throw new ChatKitError('link_expired');
  }

  /** Gives the room back. @returns the place that the bytes are to be deleted from, if they have one. */
  async release(attachmentId: string, principal: Principal): Promise<string | undefined> {
    const { ownerId, tenantId } = ownerOf(principal);
    const [row] = rowsOf<{ place: string | null }>(
      await this.dataSource.query(
        `DELETE FROM attachment_bytes WHERE attachment_id = $1 AND owner_id = $2 AND tenant_id = $3 RETURNING place`,
        [attachmentId, ownerId, tenantId],
      ),
    );
    return row?.place ?? undefined;
  }

  /**
   * Forgets attachments that nobody will ask for, records first: those in no conversation since before the given time,
   * at once those whose conversation was deleted, and bytes that have no record.
   * @returns the places of a step's bytes, and whether there may be more to do.
   */
  async forget(before: Date): Promise<{ places: string[]; isDone: boolean }> {
    return this.dataSource.transaction(async (manager) => {
      const forgotten = rowsOf<{ id: string }>(
        await manager.query(
          // A record keeps the conversation it was in when the database has taken it out of the column.
          `DELETE FROM attachments a WHERE a.thread_id IS NULL AND a.id IN (
             SELECT b.attachment_id FROM attachment_bytes b JOIN attachments r ON r.id = b.attachment_id
             WHERE r.thread_id IS NULL AND (b.created_at < $1 OR r.data ? 'thread_id') LIMIT $2
           ) RETURNING a.id`,
          [before, maxSwept],
        ),
      );
      const deleted = rowsOf<{ place: string | null }>(
        await manager.query(
          `DELETE FROM attachment_bytes WHERE attachment_id = ANY ($1::text[]) OR attachment_id IN (
             SELECT b.attachment_id FROM attachment_bytes b
             WHERE b.created_at < $2 AND NOT EXISTS (SELECT FROM attachments r WHERE r.id = b.attachment_id)
             LIMIT $3
           ) RETURNING place`,
          [forgotten.map(({ id }) => id), before, maxSwept],
        ),
      );
      const places = deleted.flatMap(({ place }) => place ?? []);
      return { places, isDone: deleted.length < maxSwept };
    });
  }

  /** Which of the places bytes are known to be at. */
  async known(places: readonly string[]): Promise<Set<string>> {
    // A place begins with its attachment's id, which there is an index of.
    const ids = places.map((place) => place.split('.', 1)[0]);
    const rows = await this.dataSource.query<{ place: string | null }[]>(
      `SELECT place FROM attachment_bytes WHERE attachment_id = ANY ($1::text[])`,
      [ids],
    );
    return new Set(rows.flatMap(({ place }) => place ?? []));
  }

  /** The key that addresses are signed with, and the same for every process. */
  async signingKey(proposed: string): Promise<string> {
    await this.dataSource.query(
      `INSERT INTO attachment_keys (id, key) VALUES (1, $1) ON CONFLICT (id) DO NOTHING`,
      [proposed],
    );
    const [row] = await this.dataSource.query<{ key: string }[]>(
      `SELECT key FROM attachment_keys WHERE id = 1`,
    );
    return row!.key;
  }
}

function toBytesRow(row: Row): BytesRow {
  return {
    attachmentId: row.attachment_id,
    principal: { userId: row.owner_id, ...(row.tenant_id !== '' && { tenantId: row.tenant_id }) },
    size: Number(row.size),
    mimeType: row.mime_type,
    ...(row.place !== null && { place: row.place }),
  };
}

/** TypeORM gives the rows of an `UPDATE` or `DELETE` beside their count. */
function rowsOf<R>(result: unknown): R[] {
  const [rows] = result as [R[], number];
  return rows;
}
