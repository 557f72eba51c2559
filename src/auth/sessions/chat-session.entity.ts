import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Why a session ended before its time. */
export type EndReason = 'signed_out' | 'secret_reused';

/** What a person's token was exchanged for: a chat in one place, for a while. */
@Entity('chat_sessions')
@Index('chat_sessions_expires_at_idx', ['expiresAt'])
@Index('chat_sessions_ended_at_idx', ['endedAt'], { where: 'ended_at IS NOT NULL' })
export class ChatSessionEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'chat_sessions_pkey' })
  id!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  /** Empty where there are no tenants. */
  @Column({ name: 'tenant_id', type: 'text', default: '' })
  tenantId!: string;

  @Column({ type: 'text', nullable: true })
  name!: string | null;

  /** Names of scopes, separated by spaces. */
  @Column({ type: 'text' })
  scope!: string;

  /** The application's own, as it was given. */
  @Column({ type: 'jsonb' })
  metadata!: Record<string, unknown>;

  /** `NODE_ENV` of the server that made it. */
  @Column({ type: 'text' })
  environment!: string;

  /** Names the newest secret, the one that can be refreshed. */
  @Column({ type: 'text' })
  jti!: string;

  /** Names the secret before it, which may be sent again for a moment when an answer was lost. */
  @Column({ name: 'previous_jti', type: 'text', nullable: true })
  previousJti!: string | null;

  @Column({ name: 'rotated_at', type: 'timestamptz', nullable: true })
  rotatedAt!: Date | null;

  /** When the token was issued that the session was made with. A sign-out after it ends the session. */
  @Column({ name: 'authenticated_at', type: 'timestamptz' })
  authenticatedAt!: Date;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** Its greatest age: no secret outlives it. */
  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  @Column({ name: 'end_reason', type: 'text', nullable: true })
  endReason!: EndReason | null;
}
