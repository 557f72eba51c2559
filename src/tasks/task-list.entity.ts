import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person's list: the counter that their task numbers come from. */
@Entity({ name: 'task_lists' })
export class TaskListEntity {
  @PrimaryColumn({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  /** The number of the next task that is added. */
  @Column({ name: 'next_number', type: 'int' })
  nextNumber!: number;
}
