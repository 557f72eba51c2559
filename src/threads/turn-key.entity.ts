import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { TurnKind } from '../turns/turn-ledger.js';

/**
 * What a client calls a message of its. Not tied to the thread: a message that is sent again after its thread was
 * deleted must not begin a new one.
 */
@Entity('turn_keys')
@Index('turn_keys_expires_at_idx', ['expiresAt'])
export class TurnKeyEntity {
  @PrimaryColumn({ name: 'owner_id', type: 'text', primaryKeyConstraintName: 'turn_keys_pkey' })
  ownerId!: string;

  /** Empty for people without a tenant. */
  @PrimaryColumn({ name: 'tenant_id', type: 'text', primaryKeyConstraintName: 'turn_keys_pkey' })
  tenantId!: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'turn_keys_pkey' })
  key!: string;

  /** Of the message, which is not kept here. */
  @Column({ type: 'text' })
  fingerprint!: string;

  @Column({ name: 'turn_id', type: 'text' })
  turnId!: string;

  @Column({ name: 'thread_id', type: 'text' })
  threadId!: string;

  @Column({ type: 'text' })
  kind!: TurnKind;

  @Column({ name: 'began_thread', type: 'boolean' })
  beganThread!: boolean;

  @Column({ name: 'item_ids', type: 'text', array: true })
  itemIds!: string[];

  @Column({ name: 'removed_item_ids', type: 'text', array: true })
  removedItemIds!: string[];

  /** On the database's clock, as the next one is. */
  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}
