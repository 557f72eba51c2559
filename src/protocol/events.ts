import { z } from 'zod';
import { Annotation, AssistantContent } from './content.js';
import { IconName } from './icons.js';
import { GeneratedImage, ThreadItem } from './items.js';
import { Thread } from './thread.js';
import { WidgetComponent, WidgetRoot } from './widgets/widget.js';
import { Task } from './workflow.js';

// What a stream may say: twelve events, one of which carries ten kinds of item update.

const contentIndex = z.number().int().nonnegative();

export const ItemUpdate = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('assistant_message.content_part.added'),
      content_index: contentIndex,
      content: AssistantContent,
    }),
    z.object({
      type: z.literal('assistant_message.content_part.text_delta'),
      content_index: contentIndex,
      delta: z.string(),
    }),
    z.object({
      type: z.literal('assistant_message.content_part.annotation_added'),
      content_index: contentIndex,
      annotation_index: z.number().int().nonnegative(),
      annotation: Annotation,
    }),
    z.object({
      type: z.literal('assistant_message.content_part.done'),
      content_index: contentIndex,
      content: AssistantContent,
    }),
    z.object({
      type: z.literal('widget.streaming_text.value_delta'),
      component_id: z.string(),
      delta: z.string(),
      done: z.boolean(),
    }),
    z.object({ type: z.literal('widget.root.updated'), widget: WidgetRoot }),
    z.object({
      type: z.literal('widget.component.updated'),
      component_id: z.string(),
      component: WidgetComponent,
    }),
    z.object({ type: z.literal('workflow.task.added'), task_index: z.number().int(), task: Task }),
    z.object({ type: z.literal('workflow.task.updated'), task_index: z.number().int(), task: Task }),
    z.object({
      type: z.literal('generated_image.updated'),
      image: GeneratedImage,
      progress: z.number().min(0).max(1).optional(),
    }),
  ])
  .meta({ id: 'ItemUpdate' });

export const StreamOptions = z.object({ allow_cancel: z.boolean() });

export const ThreadStreamEvent = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('thread.created'), thread: Thread }),
    z.object({ type: z.literal('thread.updated'), thread: Thread }),
    z.object({ type: z.literal('thread.item.added'), item: ThreadItem }),
    z.object({ type: z.literal('thread.item.updated'), item_id: z.string(), update: ItemUpdate }),
    z.object({ type: z.literal('thread.item.done'), item: ThreadItem }),
    z.object({ type: z.literal('thread.item.removed'), item_id: z.string() }),
    z.object({ type: z.literal('thread.item.replaced'), item: ThreadItem }),
    z.object({ type: z.literal('stream_options'), stream_options: StreamOptions }),
    z.object({ type: z.literal('progress_update'), text: z.string(), icon: IconName.optional() }),
    z.object({
      type: z.literal('client_effect'),
      name: z.string(),
      data: z.record(z.string(), z.unknown()).default({}),
    }),
    z.object({
      type: z.literal('error'),
      code: z.enum(['stream.error', 'custom']).default('custom'),
      message: z.string().optional(),
      allow_retry: z.boolean().default(false),
    }),
    z.object({
      type: z.literal('notice'),
      level: z.enum(['info', 'warning', 'danger']),
      message: z.string(),
      title: z.string().optional(),
    }),
  ])
  .meta({ id: 'ThreadStreamEvent' });

export type ItemUpdate = z.infer<typeof ItemUpdate>;
export type StreamOptions = z.infer<typeof StreamOptions>;
export type ThreadStreamEvent = z.infer<typeof ThreadStreamEvent>;
export type ErrorEvent = Extract<ThreadStreamEvent, { type: 'error' }>;

/** The SSE frame of an event: one `data:` line of compact JSON and a blank line. */
export function toFrame(event: ThreadStreamEvent): string {
  return `data: ${toJson(event)}\n\n`;
}

/** Text deltas are nearly all that a stream says: spelled out, each takes less than half the time. */
function toJson(event: ThreadStreamEvent): string {
  if (event.type !== 'thread.item.updated') return JSON.stringify(event);
  const { item_id, update } = event;
  if (update.type !== 'assistant_message.content_part.text_delta') return JSON.stringify(event);
  return `{"type":"${event.type}","item_id":${JSON.stringify(item_id)},"update":{"type":"${update.type}","content_index":${update.content_index},"delta":${JSON.stringify(update.delta)}}}`;
}
