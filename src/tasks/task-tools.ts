import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { CallToolResult, McpServer } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { McpToolsRegistry } from '../mcp/mcp-tools.registry.js';
import { callIdOf, principalOf, UnknownCallerError } from '../mcp/tool-caller.js';
import {
  AddTaskInput,
  ListTasksInput,
  ListTasksResult,
  taskResult,
  TaskIdInput,
  UpdateTaskInput,
  type TaskView,
} from './task-tools.schemas.js';
import type { Principal } from '../turns/principal.js';
import { TaskPanel } from './task-panel.js';
import type { TaskEntity } from './task.entity.js';
import { TaskNotFoundError, TasksService, type TaskPage } from './tasks.service.js';

const ownList = { openWorldHint: false } as const;
const reading = { ...ownList, readOnlyHint: true, destructiveHint: false, idempotentHint: true } as const;
// Renaming is not marked as destructive: people mend it with a word, and should not be asked each time.
const changing = { ...ownList, readOnlyHint: false, destructiveHint: false } as const;
const deleting = { ...ownList, readOnlyHint: false, destructiveHint: true, idempotentHint: true } as const;

const maxPageBytes = 60_000;

/**
 * The five task tools. Whose tasks they work on comes from the connection alone; a person named in the
 * arguments is not looked at. What a caller can mend comes back as a result with `isError` and a text that
 * names the argument; somebody else's task is answered like one that does not exist.
 */
@Injectable()
export class TaskTools implements OnModuleInit {
  private readonly logger = new Logger('Tasks');

  constructor(
    private readonly tasks: TasksService,
    private readonly registry: McpToolsRegistry,
    private readonly panel: TaskPanel,
  ) {}

  onModuleInit(): void {
    this.registry.add({
      name: 'tasks',
      register: (server) => this.register(server),
      describeCall: (tool, args, principal) => this.describeCall(tool, args, principal),
      panel: this.panel,
    });
  }

  private register(server: McpServer): void {
    server.registerTool(
      'add_task',
      {
        title: 'Add a task',
        description: 'Adds a task to the person’s list. Call it once per task.',
        inputSchema: AddTaskInput,
        outputSchema: taskResult('created'),
        annotations: { ...changing, idempotentHint: false },
      },
      (input, ctx) =>
        this.answer(async () => {
          const task = { ...input, idempotencyKey: callIdOf(ctx) };
          return toTaskResult(await this.tasks.add(principalOf(ctx), task), 'created');
        }),
    );
    server.registerTool(
      'list_tasks',
      {
        title: 'List tasks',
        description: 'The person’s tasks in the order in which they were added, all or of one status.',
        inputSchema: ListTasksInput,
        outputSchema: ListTasksResult,
        annotations: reading,
      },
      ({ status, limit, after }, ctx) =>
        this.answer(async () => {
          const query = { status: status === 'all' ? undefined : status, limit, after };
          return toListResult(await this.tasks.list(principalOf(ctx), query));
        }),
    );
    server.registerTool(
      'complete_task',
      {
        title: 'Complete a task',
        description: 'Marks a task as done. Doing it twice changes nothing.',
        inputSchema: TaskIdInput,
        outputSchema: taskResult('completed'),
        annotations: { ...changing, idempotentHint: true },
      },
      ({ task_id }, ctx) =>
        this.answer(async () =>
          toTaskResult(await this.tasks.complete(principalOf(ctx), task_id), 'completed'),
        ),
    );
    server.registerTool(
      'update_task',
      {
        title: 'Change a task',
        description: 'Changes a task’s title, its description, or both. What is left out stays.',
        inputSchema: UpdateTaskInput,
        outputSchema: taskResult('updated'),
        annotations: { ...changing, idempotentHint: true },
      },
      ({ task_id, ...changes }, ctx) =>
        this.answer(async () =>
          toTaskResult(await this.tasks.update(principalOf(ctx), task_id, changes), 'updated'),
        ),
    );
    server.registerTool(
      'delete_task',
      {
        title: 'Delete a task',
        description: 'Deletes a task for good. Be sure that the person means it.',
        inputSchema: TaskIdInput,
        outputSchema: taskResult('deleted'),
        annotations: deleting,
      },
      ({ task_id }, ctx) =>
        this.answer(async () => toTaskResult(await this.tasks.delete(principalOf(ctx), task_id), 'deleted')),
    );
  }

  /** A task is known by its title: the number alone says little to whoever is asked. */
  private async describeCall(
    tool: string,
    args: Record<string, unknown>,
    principal: Principal,
  ): Promise<string | undefined> {
    if (tool !== 'delete_task') return undefined;
    const { data } = TaskIdInput.safeParse(args);
    const task = data && (await this.tasks.find(principal, data.task_id));
    return task && `“${task.title}” (#${task.number})`;
  }

  /** The result as the protocol wants it: structured, and the same as a text for those that read only texts. */
  private async answer(act: () => Promise<Record<string, unknown>>): Promise<CallToolResult> {
    try {
      const structuredContent = await act();
      return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
    } catch (error) {
      return { content: [{ type: 'text', text: this.explain(error) }], isError: true };
    }
  }

  private explain(error: unknown): string {
    if (error instanceof TaskNotFoundError) {
      return `task_id: there is no task ${error.number}. Call list_tasks to see the numbers.`;
    }
    if (error instanceof UnknownCallerError) return error.message;
    // The cause may hold what no model should read.
    this.logger.error({ msg: 'task tool failed', err: error });
    return 'The task list cannot be reached just now. Nothing was changed; try again in a moment.';
  }
}

function toTaskResult<S extends string>(
  { number, title }: TaskEntity,
  status: S,
): z.infer<ReturnType<typeof taskResult<S>>> {
  return { task_id: number, status, title };
}

/** A page also ends where its text gets too long: models are given results up to 64 KB only. */
function toListResult({ tasks, total, hasMore }: TaskPage): ListTasksResult {
  const views = tasks.map(toTaskView);
  const kept = views.slice(0, Math.max(1, countWithin(views, maxPageBytes)));
  const isCut = hasMore || kept.length < views.length;
  return { tasks: kept, total, has_more: isCut, ...(isCut && { after: kept.at(-1)?.task_id }) };
}

/** How many of the first tasks fit in that many bytes of JSON. */
function countWithin(views: readonly TaskView[], maxBytes: number): number {
  let bytes = 0;
  const beyond = views.findIndex((view) => (bytes += Buffer.byteLength(JSON.stringify(view)) + 1) > maxBytes);
  return beyond < 0 ? views.length : beyond;
}

function toTaskView({ number, title, description, status, createdAt, completedAt }: TaskEntity): TaskView {
  return {
    task_id: number,
    title,
    ...(description !== null && { description }),
    status,
    created_at: createdAt.toISOString(),
    ...(completedAt && { completed_at: completedAt.toISOString() }),
  };
}
