import { z } from 'zod';
import { FileSource, UrlSource } from './content.js';
import { IconName } from './icons.js';

// Workflows and tasks: what the person is shown of the steps behind an answer.

export const StatusIndicator = z.enum(['none', 'loading', 'complete']);
const taskBase = { status_indicator: StatusIndicator.default('none') };

export const CustomTask = z.object({
  type: z.literal('custom'),
  ...taskBase,
  title: z.string().optional(),
  icon: IconName.optional(),
  content: z.string().optional(),
});
export const SearchTask = z.object({
  type: z.literal('web_search'),
  ...taskBase,
  title: z.string().optional(),
  title_query: z.string().optional(),
  queries: z.array(z.string()).default([]),
  sources: z.array(UrlSource).default([]),
});
export const ThoughtTask = z.object({
  type: z.literal('thought'),
  ...taskBase,
  title: z.string().optional(),
  content: z.string(),
});
export const FileTask = z.object({
  type: z.literal('file'),
  ...taskBase,
  title: z.string().optional(),
  sources: z.array(FileSource).default([]),
});
export const ImageTask = z.object({ type: z.literal('image'), ...taskBase, title: z.string().optional() });

export const Task = z
  .discriminatedUnion('type', [CustomTask, SearchTask, ThoughtTask, FileTask, ImageTask])
  .meta({ id: 'Task' });

/** Told apart by shape, not by a `type` field. `duration` is in whole seconds. */
export const WorkflowSummary = z.union([
  z.object({ title: z.string(), icon: IconName.optional() }),
  z.object({ duration: z.number().int() }),
]);

export const Workflow = z
  .object({
    type: z.enum(['custom', 'reasoning']),
    tasks: z.array(Task),
    summary: WorkflowSummary.optional(),
    expanded: z.boolean().default(false),
  })
  .meta({ id: 'Workflow' });

export type StatusIndicator = z.infer<typeof StatusIndicator>;
export type CustomTask = z.infer<typeof CustomTask>;
export type SearchTask = z.infer<typeof SearchTask>;
export type ThoughtTask = z.infer<typeof ThoughtTask>;
export type FileTask = z.infer<typeof FileTask>;
export type ImageTask = z.infer<typeof ImageTask>;
export type Task = z.infer<typeof Task>;
export type WorkflowSummary = z.infer<typeof WorkflowSummary>;
export type Workflow = z.infer<typeof Workflow>;
