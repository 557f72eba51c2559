import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { PausedCall, PausedRun } from '../turns/paused-run-store.js';
import { ThreadItemEntity } from './thread-item.entity.js';

/** A run that waits for a person. It goes with the item that asks, and so with the thread. */
@Entity('paused_runs')
@ForeignKey(() => ThreadItemEntity, ['threadId', 'itemId'], ['threadId', 'id'], {
  name: 'paused_runs_thread_id_item_id_fkey',
  onDelete: 'CASCADE',
})
@Index('paused_runs_expires_at_idx', ['expiresAt'])
export class PausedRunEntity {
  @PrimaryColumn({ name: 'thread_id', type: 'text', primaryKeyConstraintName: 'paused_runs_pkey' })
  threadId!: string;

  @PrimaryColumn({ name: 'item_id', type: 'text', primaryKeyConstraintName: 'paused_runs_pkey' })
  itemId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  /** Empty for people without a tenant. */
  @Column({ name: 'tenant_id', type: 'text', default: '' })
  tenantId!: string;

  /** Text, as it was written: a run's JSON may be deeper than is safe in `jsonb`. */
  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'jsonb' })
  calls!: PausedCall[];

  /** By the call's place in `calls`. */
  @Column({ type: 'jsonb' })
  decisions!: PausedRun['decisions'];

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}
