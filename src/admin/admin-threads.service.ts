import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config.js';
import { ChatKitError, NotFoundError } from '../protocol/errors.js';
import { toPage, type Page } from '../protocol/page.js';
import { wellFormedLine } from '../protocol/text.js';
import type { Principal } from '../turns/principal.js';
import type { ThreadQuery } from './thread-query.js';

/** A conversation as an administrator sees it: whose it is and how much of it there is, and nothing that was said. */
export interface AdminThread {
  id: string;
  user_id: string;
  /** Absent for people without a tenant. */
  tenant_id?: string;
  status: string;
  created_at: string;
  updated_at: string;
  /** Hidden ones, too. */
  item_count: number;
  turn_count: number;
  /** Of all its turns together. */
  input_tokens: number;
  output_tokens: number;
  /** How the newest turn stands or ended. Absent: there was none. */
  last_turn_status?: string;
  /** For the role `audit` alone: a title tells what was said. */
  title?: string;
}

interface Row {
  id: string;
  owner_id: string;
  tenant_id: string;
  status: string;
  created_at: Date;
  updated_at: Date;
  title: string | null;
  item_count: string;
  turn_count: string;
  input_tokens: string;
  output_tokens: string;
  last_turn_status: string | null;
}

/** The role that may read what people wrote. */
const auditRole = 'audit';

/** Everybody's threads, for operators. The one place that reads them without being their owner. */
@Injectable()
export class AdminThreads {
  /** Whether some issuer's tokens name tenants: then every administrator has one, if only that of nobody else. */
  private readonly hasTenants: boolean;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONFIG) { auth }: Config,
  ) {
    this.hasTenants = auth.issuers.some(({ claims }) => claims.tenant !== undefined);
  }

  /**
   * Newest first.
   * @throws ChatKitError `forbidden` for a tenant that is not the administrator's, whether there is one or not.
   * @throws NotFoundError for a cursor that is unknown, or of another tenant.
   */
  async list(query: ThreadQuery, admin: Principal): Promise<Page<AdminThread>> {
    const { user_id, after, limit } = query;
    const tenantId = this.tenantFor(query, admin);
    const rows = await this.dataSource.query<({ place: string | null } & (Row | { id: null }))[]>(
      `SELECT c.sequence AS place, t.*, i.item_count, u.turn_count, u.input_tokens, u.output_tokens, u.last_turn_status
       FROM (SELECT 1) one
       LEFT JOIN threads c ON c.id = $1 AND ($2::text IS NULL OR c.tenant_id = $2) LEFT JOIN LATERAL (
         SELECT id, owner_id, tenant_id, status ->> 'type' AS status, created_at, updated_at, title, sequence
         FROM threads
         WHERE ($2::text IS NULL OR tenant_id = $2) AND ($3::text IS NULL OR owner_id = $3)
           AND sequence < coalesce(c.sequence, 9223372036854775807)
         ORDER BY sequence DESC LIMIT $4
       ) t ON true
       LEFT JOIN LATERAL (SELECT count(*) AS item_count FROM thread_items WHERE thread_id = t.id) i ON true
       LEFT JOIN LATERAL (
         SELECT count(*) AS turn_count, coalesce(sum(input_tokens), 0) AS input_tokens,
                coalesce(sum(output_tokens), 0) AS output_tokens,
                (array_agg(status ORDER BY started_at DESC))[1] AS last_turn_status
         FROM turns WHERE thread_id = t.id
       ) u ON true
       ORDER BY t.sequence DESC`,
      [asStored(after), asStored(tenantId), asStored(user_id), limit + 1],
    );
    if (after !== undefined && rows[0]?.place == null) throw new NotFoundError('cursor');
    const found = rows.filter((row): row is Row & { place: string | null } => row.id !== null);
    const mayRead = admin.roles?.includes(auditRole) ?? false;
    return toPage(
      found.map((row) => toAdminThread(row, mayRead)),
      limit,
    );
  }

  /** The tenant that is looked at; undefined for all of them. */
  private tenantFor({ tenant_id }: ThreadQuery, { tenantId = '' }: Principal): string | undefined {
    if (!this.hasTenants) return tenant_id;
    if (tenant_id === undefined || tenant_id === tenantId) return tenantId;
    throw new ChatKitError('forbidden', 'tenant_id: leave it out, or send your own.');
  }
}

const asStored = (text: string | undefined) => (text === undefined ? null : wellFormedLine(text));

function toAdminThread(row: Row, mayRead: boolean): AdminThread {
  return {
    id: row.id,
    user_id: row.owner_id,
    ...(row.tenant_id !== '' && { tenant_id: row.tenant_id }),
    status: row.status,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    item_count: Number(row.item_count),
    turn_count: Number(row.turn_count),
    input_tokens: Number(row.input_tokens),
    output_tokens: Number(row.output_tokens),
    ...(row.last_turn_status !== null && { last_turn_status: row.last_turn_status }),
    ...(mayRead && row.title !== null && { title: row.title }),
  };
}
