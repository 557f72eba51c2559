import type { Annotation, AssistantContent } from '../../src/protocol/content.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type {
  AssistantMessageItem,
  GeneratedImageItem,
  ThreadItem,
  WorkflowItem,
} from '../../src/protocol/items.js';
import type { Task, Workflow } from '../../src/protocol/workflow.js';

// What a stream shows, written as short as it can be. Ids are those that `normalise` gives (`msg#1`), dates too.

const base = { thread_id: 'thr#1', created_at: 'date' };

export const text = (words: string, ...annotations: Annotation[]): AssistantContent => ({
  type: 'output_text',
  text: words,
  annotations,
});

/** A message, by its texts or its parts. */
export const messageItem = (id: string, ...parts: (string | AssistantContent)[]): AssistantMessageItem => ({
  id,
  ...base,
  type: 'assistant_message',
  content: parts.map((part) => (typeof part === 'string' ? text(part) : part)),
});

/** A workflow; of reasoning, unless it says another type. One that has ended has a summary. */
export const workflowItem = (
  id: string,
  tasks: readonly Task[],
  more: Partial<Workflow> = {},
): WorkflowItem => ({
  id,
  ...base,
  type: 'workflow',
  workflow: { type: 'reasoning', expanded: false, ...more, tasks: [...tasks] },
});

/** How a workflow ends by itself. */
export const ended = { summary: { duration: 'seconds' as unknown as number } };

export const imageItem = (id: string, base64?: string): GeneratedImageItem => ({
  id,
  ...base,
  type: 'generated_image',
  ...(base64 && { image: { id: 'ig_model', url: `data:image/png;base64,${base64}` } }),
});

export const clientCall = (id: string, name: string, call_id: string): ThreadItem => ({
  id,
  ...base,
  type: 'client_tool_call',
  status: 'pending',
  call_id,
  name,
  arguments: {},
});

export const thought = (content: string): Task => ({ type: 'thought', status_indicator: 'none', content });
export const step = (title: string): Task => ({ type: 'custom', status_indicator: 'complete', title });

export const added = (item: ThreadItem): ThreadStreamEvent => ({ type: 'thread.item.added', item });
export const done = (item: ThreadItem): ThreadStreamEvent => ({ type: 'thread.item.done', item });
export const removed = (item_id: string): ThreadStreamEvent => ({ type: 'thread.item.removed', item_id });

type Update = Extract<ThreadStreamEvent, { type: 'thread.item.updated' }>['update'];
const updated = (item_id: string, update: Update): ThreadStreamEvent => ({
  type: 'thread.item.updated',
  item_id,
  update,
});

export const part = (id: string, content_index = 0, content = text('')): ThreadStreamEvent =>
  updated(id, { type: 'assistant_message.content_part.added', content_index, content });

export const delta = (id: string, words: string, content_index = 0): ThreadStreamEvent =>
  updated(id, { type: 'assistant_message.content_part.text_delta', content_index, delta: words });

export const partDone = (
  id: string,
  whole: string | AssistantContent,
  content_index = 0,
): ThreadStreamEvent =>
  updated(id, {
    type: 'assistant_message.content_part.done',
    content_index,
    content: typeof whole === 'string' ? text(whole) : whole,
  });

export const annotated = (id: string, annotation_index: number, annotation: Annotation): ThreadStreamEvent =>
  updated(id, {
    type: 'assistant_message.content_part.annotation_added',
    content_index: 0,
    annotation_index,
    annotation,
  });

/** All that is told of a message of one text, by its pieces. */
export const told = (id: string, ...pieces: string[]): ThreadStreamEvent[] => [
  added(messageItem(id)),
  part(id),
  ...pieces.map((piece) => delta(id, piece)),
  partDone(id, pieces.join('')),
  done(messageItem(id, pieces.join(''))),
];

export const taskAdded = (id: string, task_index: number, task: Task): ThreadStreamEvent =>
  updated(id, { type: 'workflow.task.added', task_index, task });

export const taskUpdated = (id: string, task_index: number, task: Task): ThreadStreamEvent =>
  updated(id, { type: 'workflow.task.updated', task_index, task });

export const partial = (id: string, base64: string, progress: number): ThreadStreamEvent =>
  updated(id, {
    type: 'generated_image.updated',
    image: { id: 'ig_model', url: `data:image/png;base64,${base64}` },
    progress,
  });
