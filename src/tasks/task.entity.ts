import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

export const taskStatuses = ['pending', 'completed'] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** A task of one person. Its number is what people and models call its id; it is never used again. */
@Entity({ name: 'tasks' })
@Check('tasks_status_check', `status in ('pending', 'completed')`)
@Index('tasks_idempotency_key_idx', ['ownerId', 'idempotencyKey'], {
  unique: true,
  where: 'idempotency_key is not null',
})
export class TaskEntity {
  @PrimaryColumn({ name: 'owner_id', type: 'text' })
  ownerId!: string;

  @PrimaryColumn({ type: 'int' })
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

  /** The call that added it, so that a call that is sent again adds nothing. */
  @Column({ name: 'idempotency_key', type: 'text', nullable: true })
  idempotencyKey!: string | null;
}
