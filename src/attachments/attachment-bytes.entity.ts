import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * The bytes of an attachment, beside its record: whose they are, how many, and where. Written before the record, and
 * deleted behind it.
 */
@Entity('attachment_bytes')
@Index('attachment_bytes_owner_id_tenant_id_idx', ['ownerId', 'tenantId'])
export class AttachmentBytesEntity {
  @PrimaryColumn({ name: 'attachment_id', type: 'text', primaryKeyConstraintName: 'attachment_bytes_pkey' })
  attachmentId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  /** Empty for people without a tenant. */
  @Column({ name: 'tenant_id', type: 'text', default: '' })
  tenantId!: string;

  /** As announced, until they have arrived. */
  @Column({ type: 'bigint' })
  size!: string;

  @Column({ name: 'mime_type', type: 'text' })
  mimeType!: string;

  /** What the driver knows them by. Null until they have arrived. */
  @Column({ type: 'text', nullable: true })
  place!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'arrived_at', type: 'timestamptz', nullable: true })
  arrivedAt!: Date | null;
}
