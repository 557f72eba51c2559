import { Column, Entity, Generated, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ThreadStatus } from '../protocol/thread.js';

/** A conversation. Its items are rows of their own. */
@Entity('threads')
@Unique('threads_sequence_key', ['sequence'])
@Index('threads_owner_id_tenant_id_sequence_idx', ['ownerId', 'tenantId', 'sequence'])
@Index('threads_owner_id_tenant_id_external_id_key', ['ownerId', 'tenantId', 'externalId'], {
  unique: true,
  where: '(external_id IS NOT NULL)',
})
export class ThreadEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'threads_pkey' })
  id!: string;

  /** The order of a person's list. Timestamps do not decide it: two can be equal. */
  @Column({ type: 'bigint', generatedIdentity: 'BY DEFAULT' })
  // TypeORM's typings leave the strategy out that its PostgreSQL driver has.
  @Generated('identity' as 'increment')
  sequence!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  /** Empty for people without a tenant. */
  @Column({ name: 'tenant_id', type: 'text', default: '' })
  tenantId!: string;

  @Column({ type: 'text', nullable: true })
  title!: string | null;

  @Column({ type: 'jsonb' })
  status!: ThreadStatus;

  @Column({ name: 'allowed_image_domains', type: 'jsonb', nullable: true })
  allowedImageDomains!: string[] | null;

  /** The operator's, never sent to a client. */
  @Column({ type: 'jsonb' })
  metadata!: Record<string, unknown>;

  /** What the owner's other systems call the thread. */
  @Column({ name: 'external_id', type: 'text', nullable: true })
  externalId!: string | null;

  /** The owner's own notes. */
  @Column({ name: 'client_metadata', type: 'jsonb', default: {} })
  clientMetadata!: Record<string, string>;

  @Column({ name: 'archived_at', type: 'timestamptz', nullable: true })
  archivedAt!: Date | null;

  /** The place that the thread's next item gets. */
  @Column({ name: 'next_sequence', type: 'bigint', default: 1 })
  nextSequence!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
