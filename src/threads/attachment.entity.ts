import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Attachment } from '../protocol/attachments.js';
import { ThreadEntity } from './thread.entity.js';

/** The record of an uploaded file; its bytes are elsewhere. Outlives its thread, so that they can be found. */
@Entity('attachments')
@Index('attachments_thread_id_idx', ['threadId'])
export class AttachmentEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'attachments_pkey' })
  id!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  /** Empty for people without a tenant. */
  @Column({ name: 'tenant_id', type: 'text', default: '' })
  tenantId!: string;

  /** Null until a message in a thread carries the attachment. */
  @Column({ name: 'thread_id', type: 'text', nullable: true })
  @ForeignKey(() => ThreadEntity, { name: 'attachments_thread_id_fkey', onDelete: 'SET NULL' })
  threadId!: string | null;

  @Column({ type: 'jsonb' })
  data!: Attachment;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
