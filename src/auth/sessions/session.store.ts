import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Owner } from '../../turns/owner.js';
import type { EndReason } from './chat-session.entity.js';

export interface NewSession extends Owner {
  id: string;
  name?: string;
  scopes: string[];
  metadata: Record<string, unknown>;
  environment: string;
  jti: string;
  authenticatedAt: Date;
  maxAgeSeconds: number;
}

/** Where a session stands after a secret of it was handed in. */
export interface Rotation {
  /** Names the secret that is valid now. */
  jti: string;
  /** The session's own end. */
  expiresAt: Date;
}

/** What has been revoked of late. */
export interface Revoked {
  sessionIds: string[];
  people: (Owner & { revokedBefore: Date })[];
}

/** How long a secret can be handed in again after it was exchanged, for answers that were lost on their way. */
const overlap = `interval '30 seconds'`;
/** Ended and expired sessions stay this long, for whoever has to look into something. */
const keptFor = `interval '30 days'`;

const own = 's.id = $1 AND s.owner_id = $2 AND s.tenant_id = $3';
const stands = `s.ended_at IS NULL AND s.expires_at > now() AND NOT EXISTS (
  SELECT 1 FROM sign_outs o
  WHERE o.owner_id = s.owner_id AND o.tenant_id = s.tenant_id AND s.authenticated_at < o.revoked_before)`;

/**
 * Sessions and sign-outs as rows. Each method is one statement, and time is the database's, so that of many processes
 * one exchanges a secret. Signing out everywhere writes one row, whatever the number of sessions: a session stands
 * while nobody signed out after the moment that it was made with.
 */
@Injectable()
export class SessionStore {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns the session's own end, or nothing when the person signed out everywhere after `authenticatedAt`. */
  async insert(session: NewSession): Promise<Date | undefined> {
    const rows = await this.dataSource.query<{ expires_at: Date }[]>(
      `INSERT INTO chat_sessions
         (id, owner_id, tenant_id, name, scope, metadata, environment, jti, authenticated_at, expires_at)
       SELECT $1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9::timestamptz, now() + make_interval(secs => $10)
       WHERE NOT EXISTS (
         SELECT 1 FROM sign_outs o
         WHERE o.owner_id = $2 AND o.tenant_id = $3 AND $9::timestamptz < o.revoked_before)
       RETURNING expires_at`,
      [
        session.id,
        session.ownerId,
        session.tenantId,
        session.name ?? null,
        session.scopes.join(' '),
        JSON.stringify(session.metadata),
        session.environment,
        session.jti,
        session.authenticatedAt,
        session.maxAgeSeconds,
      ],
    );
    return rows[0]?.expires_at;
  }

  /** Replaces the newest secret by another. Nothing when `jti` does not name it, or the session stands no more. */
  async rotate(id: string, owner: Owner, jti: string, nextJti: string): Promise<Rotation | undefined> {
    const [rows] = await this.dataSource.query<[{ expires_at: Date }[], number]>(
      `UPDATE chat_sessions s SET jti = $5, previous_jti = s.jti, rotated_at = now()
       WHERE ${own} AND s.jti = $4 AND ${stands}
       RETURNING s.expires_at`,
      [id, owner.ownerId, owner.tenantId, jti, nextJti],
    );
    return rows[0] && { jti: nextJti, expiresAt: rows[0].expires_at };
  }

  /** What a secret was exchanged for a moment ago. Nothing when it is older, or the session stands no more. */
  async rotatedFrom(id: string, owner: Owner, jti: string): Promise<Rotation | undefined> {
    const [row] = await this.dataSource.query<{ jti: string; expires_at: Date }[]>(
      `SELECT s.jti, s.expires_at FROM chat_sessions s
       WHERE ${own} AND s.previous_jti = $4 AND s.rotated_at > now() - ${overlap} AND ${stands}`,
      [id, owner.ownerId, owner.tenantId, jti],
    );
    return row && { jti: row.jti, expiresAt: row.expires_at };
  }

  /** @returns whether it stood until now. */
  async end(id: string, owner: Owner, reason: EndReason): Promise<boolean> {
    const [rows] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE chat_sessions s SET ended_at = now(), end_reason = $4 WHERE ${own} AND ${stands} RETURNING s.id`,
      [id, owner.ownerId, owner.tenantId, reason],
    );
    return rows.length > 0;
  }

  /** When the token was issued that the session was made with. Nothing when it stands no more. */
  async authenticatedAt(id: string, owner: Owner): Promise<Date | undefined> {
    const [row] = await this.dataSource.query<{ authenticated_at: Date }[]>(
      `SELECT s.authenticated_at FROM chat_sessions s WHERE ${own} AND ${stands}`,
      [id, owner.ownerId, owner.tenantId],
    );
    return row?.authenticated_at;
  }

  /** When the person last signed out everywhere. */
  async revokedBefore({ ownerId, tenantId }: Owner): Promise<Date | undefined> {
    const [row] = await this.dataSource.query<{ revoked_before: Date }[]>(
      `SELECT revoked_before FROM sign_outs WHERE owner_id = $1 AND tenant_id = $2`,
      [ownerId, tenantId],
    );
    return row?.revoked_before;
  }

  /** Signs a person out everywhere. @returns the moment before which nothing of theirs counts any more. */
  async signOut({ ownerId, tenantId }: Owner): Promise<Date> {
    const [row] = await this.dataSource.query<{ revoked_before: Date }[]>(
      `INSERT INTO sign_outs (owner_id, tenant_id, revoked_before) VALUES ($1, $2, now())
       ON CONFLICT (owner_id, tenant_id) DO UPDATE
         SET revoked_before = greatest(sign_outs.revoked_before, EXCLUDED.revoked_before)
       RETURNING revoked_before`,
      [ownerId, tenantId],
    );
    return row!.revoked_before;
  }

  /** What was revoked in the last seconds, by whatever process. */
  async revokedWithin(seconds: number): Promise<Revoked> {
    const sessions = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM chat_sessions WHERE ended_at > now() - make_interval(secs => $1)`,
      [seconds],
    );
    const people = await this.dataSource.query<
      { owner_id: string; tenant_id: string; revoked_before: Date }[]
    >(
      `SELECT owner_id, tenant_id, revoked_before FROM sign_outs
       WHERE revoked_before > now() - make_interval(secs => $1)`,
      [seconds],
    );
    return {
      sessionIds: sessions.map(({ id }) => id),
      people: people.map((row) => ({
        ownerId: row.owner_id,
        tenantId: row.tenant_id,
        revokedBefore: row.revoked_before,
      })),
    };
  }

  /** Deletes sessions that ended or expired long ago. */
  async purge(): Promise<void> {
    await this.dataSource.query(`DELETE FROM chat_sessions WHERE expires_at < now() - ${keptFor}`);
  }
}
