import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person's counter of task numbers. */
@Entity('task_lists')
export class TaskListEntity {
  @PrimaryColumn({ name: 'owner_id', type: 'text', primaryKeyConstraintName: 'task_lists_pkey' })
  ownerId!: string;

  /** Empty for people without a tenant. */
  @PrimaryColumn({
    name: 'tenant_id',
    type: 'text',
    default: '',
    primaryKeyConstraintName: 'task_lists_pkey',
  })
  tenantId!: string;

  /** The number that the person's next task gets. */
  @Column({ name: 'next_number', type: 'int' })
  nextNumber!: number;
}
