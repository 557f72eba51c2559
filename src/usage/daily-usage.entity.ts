import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * What a person took on one day (UTC). Apart from the turns, which go with their threads: deleting a conversation
 * must not give back what its answers cost.
 */
@Entity('daily_usage')
export class DailyUsageEntity {
  @PrimaryColumn({ name: 'owner_id', type: 'text', primaryKeyConstraintName: 'daily_usage_pkey' })
  ownerId!: string;

  /** Empty for people without a tenant. */
  @PrimaryColumn({
    name: 'tenant_id',
    type: 'text',
    default: '',
    primaryKeyConstraintName: 'daily_usage_pkey',
  })
  tenantId!: string;

  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'daily_usage_pkey' })
  day!: string;

  @Column({ type: 'int', default: 0 })
  turns!: number;

  /** Of input and output together. */
  @Column({ type: 'bigint', default: 0 })
  tokens!: string;
}
