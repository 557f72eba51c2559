import {
  button,
  caption,
  card,
  col,
  divider,
  form,
  icon,
  input,
  row,
  spacer,
  text,
  title,
} from '../protocol/widgets/builders.js';
import type { Card, Row } from '../protocol/widgets/components.js';
import type { TaskEntity } from './task.entity.js';

type ListedTask = Pick<TaskEntity, 'number' | 'title' | 'status'>;

/** Tasks in their order, and how many there are beyond those. */
export interface TaskList {
  tasks: readonly ListedTask[];
  more: number;
}

/** The list as a widget. Its actions are answered by `TaskPanel`. */
export function taskListWidget(id: string, { tasks, more }: TaskList): Card {
  const done = tasks.filter(isDone).length;
  return card({
    id,
    size: 'md',
    children: [
      row({
        align: 'center',
        children: [
          title({ value: 'Tasks', size: 'sm' }),
          spacer(),
          caption({ value: `${done} of ${tasks.length} done` }),
        ],
      }),
      tasks.length > 0
        ? col({ gap: 1, children: tasks.map(taskRow) })
        : text({ value: 'Nothing to do yet.' }),
      more > 0 ? caption({ value: `and ${more} more: ask for the rest` }) : null,
      divider({}),
      form({
        direction: 'row',
        gap: 2,
        onSubmitAction: { type: 'tasks.add' },
        children: [
          input({ name: 'title', placeholder: 'Add a task', required: true }),
          button({ label: 'Add', submit: true, style: 'secondary' }),
        ],
      }),
    ],
  });
}

/** The list as lines of text. */
export function taskListText({ tasks, more }: TaskList): string {
  const lines = tasks.map((task) => `${task.number}. [${isDone(task) ? 'x' : ' '}] ${task.title}`);
  if (more > 0) lines.push(`and ${more} more`);
  return lines.length > 0 ? lines.join('\n') : 'No tasks.';
}

/** Ticking off and deleting work while an answer is being written, so they do not stream. */
function taskRow(task: ListedTask): Row {
  const payload = { task_id: task.number };
  const done = isDone(task);
  return row({
    key: String(task.number),
    align: 'center',
    gap: 2,
    children: [
      done
        ? icon({ name: 'check-circle-filled', color: 'success' })
        : button({
            iconStart: 'empty-circle',
            variant: 'ghost',
            size: 'sm',
            uniform: true,
            onClickAction: { type: 'tasks.complete', payload, streaming: false },
          }),
      text({ value: task.title, lineThrough: done || null, color: done ? 'secondary' : null }),
      spacer(),
      button({
        label: 'Delete',
        variant: 'ghost',
        size: 'sm',
        color: 'danger',
        onClickAction: { type: 'tasks.delete', payload, streaming: false },
      }),
    ],
  });
}

const isDone = ({ status }: ListedTask): boolean => status === 'completed';
