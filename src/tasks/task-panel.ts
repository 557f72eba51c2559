import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { PanelView, ToolPanel } from '../mcp/tool-panel.js';
import { ChatKitError } from '../protocol/errors.js';
import type { Language } from '../protocol/language.js';
import type { Action } from '../protocol/widgets/widget.js';
import type { Principal } from '../turns/principal.js';
import { taskListText, taskListWidget } from './task-list.widget.js';
import { AddTaskInput, TaskIdInput } from './task-tools.schemas.js';
import { TaskNotFoundError, TasksService } from './tasks.service.js';

/** Rows of the panel. A longer list is the conversation's: "show me the rest". */
const maxRows = 50;

/** A person's list in the conversation: complete, delete and add in place. */
@Injectable()
export class TaskPanel implements ToolPanel {
  readonly id = 'tasks';
  readonly shownAfter = ['list_tasks'];
  readonly changedBy = ['add_task', 'complete_task', 'update_task', 'delete_task'];

  constructor(private readonly tasks: TasksService) {}

  async render(principal: Principal, language: Language): Promise<PanelView> {
    const { tasks, total } = await this.tasks.list(principal, { limit: maxRows });
    const list = { tasks, more: total - tasks.length };
    return { widget: taskListWidget(this.id, list, language), copyText: taskListText(list, language) };
  }

  async act({ type, payload }: Action, principal: Principal): Promise<string | undefined> {
    switch (type) {
      case 'tasks.add': {
        const { number, title } = await this.tasks.add(principal, parse(AddTaskInput, payload));
        return `The user added task ${number}, ${JSON.stringify(title)}, to the list by hand.`;
      }
      case 'tasks.complete':
        return this.change('marked as done', payload, (id) => this.tasks.complete(principal, id));
      case 'tasks.delete':
        return this.change('deleted', payload, (id) => this.tasks.delete(principal, id));
      default:
        return undefined;
    }
  }

  private async change(
    what: string,
    payload: unknown,
    change: (taskId: number) => Promise<{ title: string }>,
  ): Promise<string> {
    const { task_id } = parse(TaskIdInput, payload);
    try {
      const { title } = await change(task_id);
      return `The user ${what} task ${task_id}, ${JSON.stringify(title)}, in the list by hand.`;
    } catch (error) {
      // Gone since the list was drawn: the list that is drawn now says so.
      if (error instanceof TaskNotFoundError) return `Task ${task_id} no longer exists.`;
      throw error;
    }
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(payload ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ChatKitError('bad_request', `${issue!.path.join('.') || 'payload'}: ${issue!.message}`);
}
