import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ThreadItem } from '../protocol/items.js';
import type { TurnEnd, TurnKind } from '../turns/turn-ledger.js';
import { ThreadEntity } from './thread.entity.js';

/** What a turn had not stored yet, for whoever closes it after a crash. */
export interface TurnCheckpoint {
  /** Copies of the items that were still being written. */
  items: ThreadItem[];
  /** Places kept free for items, by id. */
  places: Record<string, number>;
}

/**
 * One answer, from the request to its end. The partial index is what allows a thread one running turn at a
 * time, whatever the number of tabs or processes.
 */
@Entity('turns')
@Check(
  'turns_status_check',
  `status IN ('queued', 'running', 'completed', 'cancelled', 'failed', 'interrupted')`,
)
@Index('turns_running_thread_id_key', ['threadId'], {
  unique: true,
  where: `status = ANY (ARRAY['queued'::text, 'running'::text])`,
})
@Index('turns_thread_id_idx', ['threadId'])
@Index('turns_running_lease_expires_at_idx', ['leaseExpiresAt'], {
  where: `status = ANY (ARRAY['queued'::text, 'running'::text])`,
})
export class TurnEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'turns_pkey' })
  id!: string;

  @Column({ name: 'thread_id', type: 'text' })
  @ForeignKey(() => ThreadEntity, { name: 'turns_thread_id_fkey', onDelete: 'CASCADE' })
  threadId!: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  /** Empty for people without a tenant. */
  @Column({ name: 'tenant_id', type: 'text', default: '' })
  tenantId!: string;

  @Column({ type: 'text' })
  kind!: TurnKind;

  @Column({ type: 'text' })
  status!: 'queued' | 'running' | TurnEnd;

  /** The process that runs the turn. For people who look at the table; the epoch decides. */
  @Column({ name: 'lease_owner', type: 'text' })
  leaseOwner!: string;

  /** Goes up when the turn is taken from its holder, whose writes then change nothing. */
  @Column({ name: 'lease_epoch', type: 'int' })
  leaseEpoch!: number;

  /** On the database's clock. */
  @Column({ name: 'lease_expires_at', type: 'timestamptz' })
  leaseExpiresAt!: Date;

  @Column({ type: 'jsonb', nullable: true })
  checkpoint!: TurnCheckpoint | null;

  @Column({ name: 'input_tokens', type: 'int', default: 0 })
  inputTokens!: number;

  @Column({ name: 'output_tokens', type: 'int', default: 0 })
  outputTokens!: number;

  @Column({ name: 'model_calls', type: 'int', default: 0 })
  modelCalls!: number;

  @Column({ name: 'model_attempts', type: 'int', default: 0 })
  modelAttempts!: number;

  /** Code of the failure that ended the turn. */
  @Column({ type: 'text', nullable: true })
  failure!: string | null;

  /** When somebody asked to stop it, on the database's clock. Whoever holds the lease sees it. */
  @Column({ name: 'cancel_requested_at', type: 'timestamptz', nullable: true })
  cancelRequestedAt!: Date | null;

  /** Its first place in the thread. Absent in rows of earlier versions. */
  @Column({ name: 'first_sequence', type: 'bigint', nullable: true })
  firstSequence!: string | null;

  /** The place behind its last one, once it has ended. */
  @Column({ name: 'end_sequence', type: 'bigint', nullable: true })
  endSequence!: string | null;

  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt!: Date;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;
}
