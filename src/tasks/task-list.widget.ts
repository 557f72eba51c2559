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
import type { Language } from '../protocol/language.js';
import { taskListTexts } from './task-list.texts.js';
import type { TaskEntity } from './task.entity.js';

type ListedTask = Pick<TaskEntity, 'number' | 'title' | 'status'>;

/** Tasks in their order, and how many there are beyond those. */
export interface TaskList {
  tasks: readonly ListedTask[];
  more: number;
}

/** The list as a widget. Its actions are answered by `TaskPanel`. */
export function taskListWidget(id: string, { tasks, more }: TaskList, language: Language): Card {
  const { texts, number } = taskListTexts(language);
  const done = tasks.filter(isDone).length;
  return card({
    id,
    size: 'md',
    children: [
      row({
        align: 'center',
        children: [
          title({ value: texts.title, size: 'sm' }),
          spacer(),
          caption({ value: texts.done(number(done), number(tasks.length)) }),
        ],
      }),
      tasks.length > 0
        ? col({ gap: 1, children: tasks.map((task) => taskRow(task, texts.delete)) })
        : text({ value: texts.empty }),
      more > 0 ? caption({ value: texts.askForMore(number(more)) }) : null,
      divider({}),
      form({
        direction: 'row',
        gap: 2,
        onSubmitAction: { type: 'tasks.add' },
        children: [
          input({ name: 'title', placeholder: texts.placeholder, required: true }),
          button({ label: texts.add, submit: true, style: 'secondary' }),
        ],
      }),
    ],
  });
}

/** The list as lines of text. */
export function taskListText({ tasks, more }: TaskList, language: Language): string {
  const { texts, number } = taskListTexts(language);
  const lines = tasks.map((task) => `${task.number}. [${isDone(task) ? 'x' : ' '}] ${task.title}`);
  if (more > 0) lines.push(texts.more(number(more)));
  return lines.length > 0 ? lines.join('\n') : texts.none;
}

/** Ticking off and deleting work while an answer is being written, so they do not stream. */
function taskRow(task: ListedTask, deleteLabel: string): Row {
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
        label: deleteLabel,
        variant: 'ghost',
        size: 'sm',
        color: 'danger',
        onClickAction: { type: 'tasks.delete', payload, streaming: false },
      }),
    ],
  });
}

const isDone = ({ status }: ListedTask): boolean => status === 'completed';
