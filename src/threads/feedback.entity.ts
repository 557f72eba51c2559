import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { ThreadEntity } from './thread.entity.js';

/** A person's thumb up or down on an item. */
@Entity('feedback')
@Check('feedback_kind_check', `kind IN ('positive', 'negative')`)
export class FeedbackEntity {
  @PrimaryColumn({ name: 'thread_id', type: 'text', primaryKeyConstraintName: 'feedback_pkey' })
  @ForeignKey(() => ThreadEntity, { name: 'feedback_thread_id_fkey', onDelete: 'CASCADE' })
  threadId!: string;

  @PrimaryColumn({ name: 'item_id', type: 'text', primaryKeyConstraintName: 'feedback_pkey' })
  itemId!: string;

  @PrimaryColumn({ name: 'owner_id', type: 'text', primaryKeyConstraintName: 'feedback_pkey' })
  ownerId!: string;

  /** Empty for people without a tenant. */
  @Column({ name: 'tenant_id', type: 'text', default: '' })
  tenantId!: string;

  @Column({ type: 'text' })
  kind!: 'positive' | 'negative';

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
