import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The key that addresses of attachments are signed with, made by the first start. One row, for all processes. */
@Entity('attachment_keys')
export class AttachmentKeyEntity {
  @PrimaryColumn({ type: 'int', primaryKeyConstraintName: 'attachment_keys_pkey' })
  id!: number;

  @Column({ type: 'text' })
  key!: string;
}
