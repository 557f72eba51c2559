import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person's counter of task numbers. */
@Entity('task_lists')
export class TaskListEntity {
  @PrimaryColumn({ name: 'owner_id', type: 'text', primaryKeyConstraintName: 'task_lists_pkey' })
  ownerId!: string;

  /** The number that the person's next task gets. */
  @Column({ name: 'next_number', type: 'int' })
  nextNumber!: number;
}
