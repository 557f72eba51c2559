import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a task can be. */
export const taskStatuses = ['pending', 'completed'] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** A task of a person's list. Numbers count up per person, see `TaskListEntity`. */
@Entity('tasks')
@Check('tasks_status_check', `status IN ('pending', 'completed')`)
@Index('tasks_owner_id_tenant_id_idempotency_key_key', ['ownerId', 'tenantId', 'idempotencyKey'], {
  unique: true,
  where: 'idempotency_key IS NOT NULL',
})
export class TaskEntity {
  @PrimaryColumn({ name: 'owner_id', type: 'text', primaryKeyConstraintName: 'tasks_pkey' })
  ownerId!: string;

  /** Empty for people without a tenant. */
  @PrimaryColumn({ name: 'tenant_id', type: 'text', default: '', primaryKeyConstraintName: 'tasks_pkey' })
  tenantId!: string;

  @PrimaryColumn({ type: 'int', primaryKeyConstraintName: 'tasks_pkey' })
  number!: number;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ type: 'text' })
  status!: TaskStatus;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;

  @Column({ name: 'completed_at', type: 'timestamptz', nullable: true })
  completedAt!: Date | null;

  /** A caller's name for its request: the same one again makes no second task. */
  @Column({ name: 'idempotency_key', type: 'text', nullable: true })
  idempotencyKey!: string | null;
}
