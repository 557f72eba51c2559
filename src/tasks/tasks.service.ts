import { Injectable } from '@nestjs/common';
import { DataSource, MoreThan, type EntityManager } from 'typeorm';
import { ownerOf, type Owner } from '../turns/owner.js';
import type { Principal } from '../turns/principal.js';
import { TaskEntity, type TaskStatus } from './task.entity.js';

/** No such task, or somebody else's: nobody can tell the two apart. */
export class TaskNotFoundError extends Error {
  constructor(readonly number: number) {
    super(`There is no task ${number}.`);
    this.name = 'TaskNotFoundError';
  }
}

/** A task that is to be added. */
export interface NewTask {
  title: string;
  description?: string;
  /** Names the call that adds the task. A second call of the same name gives the first one's task. */
  idempotencyKey?: string;
}

/** What is to change on a task. What is absent stays. */
export interface TaskChanges {
  title?: string;
  /** An empty text takes the description away. */
  description?: string;
}

/** Which tasks of a person are wanted. */
export interface TaskQuery {
  /** Absent: every status. */
  status?: TaskStatus;
  /** Rows at most. */
  limit: number;
  /** Only tasks whose number is greater. */
  after?: number;
}

/** One page of a person’s tasks, in the order in which they were added. */
export interface TaskPage {
  tasks: TaskEntity[];
  /** Tasks of that status on all pages together. */
  total: number;
  hasMore: boolean;
}

/**
 * People's tasks. Every method reads and writes only what the principal owns. Inputs are taken as they are: the
 * tools check them. Each method is one short transaction at most, and does everything in it through its
 * manager, because the embedded engine has a single connection.
 */
@Injectable()
export class TasksService {
  constructor(private readonly dataSource: DataSource) {}

  async add(principal: Principal, task: NewTask): Promise<TaskEntity> {
    const owner = ownerOf(principal);
    const { idempotencyKey = null } = task;
    return this.dataSource.transaction(async (manager) => {
      const key = idempotencyKey === null ? null : { ...owner, idempotencyKey };
      const known = key && (await manager.findOneBy(TaskEntity, key));
      if (known) return known;

      const number = await takeNumber(manager, owner);
      const now = new Date();
      const row = {
        ...owner,
        number,
        title: task.title,
        description: task.description || null,
        status: 'pending' as const,
        createdAt: now,
        updatedAt: now,
        completedAt: null,
        idempotencyKey,
      };
      // A call that ran at the same time may have added it since; the number taken is then left unused.
      await manager.createQueryBuilder().insert().into(TaskEntity).values(row).orIgnore().execute();
      return manager.findOneByOrFail(TaskEntity, key ?? { ...owner, number });
    });
  }

  /** In the order in which they were added. */
  async list(principal: Principal, { status, limit, after }: TaskQuery): Promise<TaskPage> {
    const where = { ...ownerOf(principal), ...(status && { status }) };
    const tasks = this.dataSource.getRepository(TaskEntity);
    const total = await tasks.countBy(where);
    const rows = await tasks.find({
      where: { ...where, ...(after !== undefined && { number: MoreThan(after) }) },
      order: { number: 'ASC' },
      take: limit + 1,
    });
    return { tasks: rows.slice(0, limit), total, hasMore: rows.length > limit };
  }

  /** Undefined when there is no such task. */
  async find(principal: Principal, number: number): Promise<TaskEntity | undefined> {
    const where = { ...ownerOf(principal), number };
    const task = await this.dataSource.getRepository(TaskEntity).findOneBy(where);
    return task ?? undefined;
  }

  /** Completing a completed task changes nothing. @throws TaskNotFoundError */
  async complete(principal: Principal, number: number): Promise<TaskEntity> {
    const task = { ...ownerOf(principal), number };
    const now = new Date();
    return this.dataSource.transaction(async (manager) => {
      await manager.update(
        TaskEntity,
        { ...task, status: 'pending' },
        { status: 'completed', completedAt: now, updatedAt: now },
      );
      return findTask(manager, task);
    });
  }

  /** Changes what is given and leaves the rest. @throws TaskNotFoundError */
  async update(principal: Principal, number: number, changes: TaskChanges): Promise<TaskEntity> {
    const task = { ...ownerOf(principal), number };
    const { title, description } = changes;
    return this.dataSource.transaction(async (manager) => {
      await manager.update(TaskEntity, task, {
        ...(title !== undefined && { title }),
        ...(description !== undefined && { description: description || null }),
        updatedAt: new Date(),
      });
      return findTask(manager, task);
    });
  }

  /** The task as it was. @throws TaskNotFoundError */
  async delete(principal: Principal, number: number): Promise<TaskEntity> {
    const task = { ...ownerOf(principal), number };
    return this.dataSource.transaction(async (manager) => {
      const deleted = await findTask(manager, task);
      const { affected } = await manager.delete(TaskEntity, task);
      // Somebody was faster: on PostgreSQL two deletions can both have read the row.
      if (!affected) throw new TaskNotFoundError(number);
      return deleted;
    });
  }
}

/** The list's next number. Adding waits on the counter's row, so no two tasks get the same one. */
async function takeNumber(manager: EntityManager, { ownerId, tenantId }: Owner): Promise<number> {
  const [row] = await manager.query<{ number: number }[]>(
    `INSERT INTO task_lists (owner_id, tenant_id, next_number) VALUES ($1, $2, 2)
     ON CONFLICT (owner_id, tenant_id) DO UPDATE SET next_number = task_lists.next_number + 1
     RETURNING next_number - 1 AS number`,
    [ownerId, tenantId],
  );
  return row!.number;
}

async function findTask(manager: EntityManager, task: Owner & { number: number }): Promise<TaskEntity> {
  const found = await manager.findOneBy(TaskEntity, task);
  if (!found) throw new TaskNotFoundError(task.number);
  return found;
}
