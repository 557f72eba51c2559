import { z } from 'zod';
import { wellFormedLine } from '../protocol/text.js';
import { taskStatuses } from './task.entity.js';

// What the task tools take and give. Models read the descriptions; the messages say how to mend a call.

const maxTitleLength = 200;
const maxDescriptionLength = 2000;
const defaultPageSize = 50;
const maxPageSize = 200;
/** The largest number that the column holds. */
const maxTaskId = 2 ** 31 - 1;

const titleFault = `give a text of 1 to ${maxTitleLength} characters`;
const Title = z
  .string({ error: titleFault })
  .overwrite(wellFormedLine)
  .trim()
  .min(1, titleFault)
  .max(maxTitleLength, titleFault)
  .describe('What is to be done, in the person’s own words.');

const descriptionFault = `give a text of at most ${maxDescriptionLength} characters, or leave it out`;
const Description = z
  .string({ error: descriptionFault })
  .overwrite(wellFormedLine)
  .trim()
  .max(maxDescriptionLength, descriptionFault);

const idFault = 'give the whole number that list_tasks shows for the task';
const TaskId = z
  .int({ error: idFault })
  .min(1, idFault)
  .max(maxTaskId, idFault)
  .describe('The task’s number.');

const limitFault = `give a whole number from 1 to ${maxPageSize}, or leave it out`;

export const AddTaskInput = z.object({
  title: Title,
  description: Description.optional().describe('Details, if there are any.'),
});
export const ListTasksInput = z.object({
  status: z
    .enum(['all', ...taskStatuses], { error: 'give one of all, pending, completed, or leave it out' })
    .default('all'),
  limit: z
    .int({ error: limitFault })
    .min(1, limitFault)
    .max(maxPageSize, limitFault)
    .default(defaultPageSize),
  after: z
    .int({ error: idFault })
    .min(0, idFault)
    .max(maxTaskId, idFault)
    .optional()
    .describe('For the next page: the `after` of the page before.'),
});
export const TaskIdInput = z.object({ task_id: TaskId });
export const UpdateTaskInput = z
  .object({
    task_id: TaskId,
    title: Title.optional(),
    description: Description.optional().describe('New details. An empty text takes them away.'),
  })
  .refine(({ title, description }) => title !== undefined || description !== undefined, {
    error: 'give a new title, a new description, or both',
    path: ['title'],
  });

/** What a tool says that did one thing to one task. */
export const taskResult = <S extends string>(status: S) =>
  z.object({ task_id: z.int(), status: z.literal(status), title: z.string() });

export const TaskView = z.object({
  task_id: z.int(),
  title: z.string(),
  description: z.string().optional(),
  status: z.enum(taskStatuses),
  created_at: z.iso.datetime(),
  completed_at: z.iso.datetime().optional(),
});
export type TaskView = z.infer<typeof TaskView>;

export const ListTasksResult = z.object({
  tasks: z.array(TaskView),
  total: z.int().describe('Tasks of that status on all pages together.'),
  has_more: z.boolean(),
  after: z.int().optional().describe('Where the next page starts; present when there is one.'),
});
export type ListTasksResult = z.infer<typeof ListTasksResult>;
