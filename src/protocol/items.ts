import { z } from 'zod';
import { Attachment, toAttachmentView } from './attachments.js';
import { AssistantContent, InferenceOptions, UserContentPart } from './content.js';
import { StructuredInput } from './structured-input.js';
import { WidgetRoot } from './widgets/widget.js';
import { Task, Workflow } from './workflow.js';

// The eleven kinds of thread item. Items are told apart by `type` alone: an id says nothing about its item.

const itemBase = { id: z.string(), thread_id: z.string(), created_at: z.iso.datetime() };

export const UserMessageItem = z.object({
  type: z.literal('user_message'),
  ...itemBase,
  content: z.array(UserContentPart),
  attachments: z.array(Attachment).default([]),
  quoted_text: z.string().optional(),
  inference_options: InferenceOptions,
});
export const AssistantMessageItem = z.object({
  type: z.literal('assistant_message'),
  ...itemBase,
  content: z.array(AssistantContent),
});
export const ClientToolCallItem = z.object({
  type: z.literal('client_tool_call'),
  ...itemBase,
  status: z.enum(['pending', 'completed']).default('pending'),
  call_id: z.string(),
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  output: z.unknown().optional(),
});
export const WidgetItem = z.object({
  type: z.literal('widget'),
  ...itemBase,
  widget: WidgetRoot,
  copy_text: z.string().optional(),
});
export const GeneratedImage = z.object({ id: z.string(), url: z.string() });
export const GeneratedImageItem = z.object({
  type: z.literal('generated_image'),
  ...itemBase,
  image: GeneratedImage.optional(),
});
export const StructuredInputItem = z.object({
  type: z.literal('structured_input'),
  ...itemBase,
  status: z.enum(['pending', 'answered', 'skipped']).default('pending'),
  inputs: z.array(StructuredInput),
});
export const WorkflowItem = z.object({ type: z.literal('workflow'), ...itemBase, workflow: Workflow });
export const TaskItem = z.object({ type: z.literal('task'), ...itemBase, task: Task });
export const EndOfTurnItem = z.object({ type: z.literal('end_of_turn'), ...itemBase });
export const HiddenContextItem = z.object({
  type: z.literal('hidden_context_item'),
  ...itemBase,
  content: z.unknown(),
});
export const SdkHiddenContextItem = z.object({
  type: z.literal('sdk_hidden_context'),
  ...itemBase,
  content: z.string(),
});

export const ThreadItem = z
  .discriminatedUnion('type', [
    UserMessageItem,
    AssistantMessageItem,
    ClientToolCallItem,
    WidgetItem,
    GeneratedImageItem,
    StructuredInputItem,
    WorkflowItem,
    TaskItem,
    EndOfTurnItem,
    HiddenContextItem,
    SdkHiddenContextItem,
  ])
  .meta({ id: 'ThreadItem' });

export type UserMessageItem = z.infer<typeof UserMessageItem>;
export type AssistantMessageItem = z.infer<typeof AssistantMessageItem>;
export type ClientToolCallItem = z.infer<typeof ClientToolCallItem>;
export type WidgetItem = z.infer<typeof WidgetItem>;
export type GeneratedImage = z.infer<typeof GeneratedImage>;
export type GeneratedImageItem = z.infer<typeof GeneratedImageItem>;
export type StructuredInputItem = z.infer<typeof StructuredInputItem>;
export type WorkflowItem = z.infer<typeof WorkflowItem>;
export type TaskItem = z.infer<typeof TaskItem>;
export type EndOfTurnItem = z.infer<typeof EndOfTurnItem>;
export type HiddenContextItem = z.infer<typeof HiddenContextItem>;
export type SdkHiddenContextItem = z.infer<typeof SdkHiddenContextItem>;
export type ThreadItem = z.infer<typeof ThreadItem>;
export type ThreadItemType = ThreadItem['type'];

/** Item types that the model sees and no client ever does. */
export const hiddenItemTypes = [
  'hidden_context_item',
  'sdk_hidden_context',
] as const satisfies ThreadItemType[];

const hidden: ReadonlySet<string> = new Set(hiddenItemTypes);

export function isHidden(item: ThreadItem): boolean {
  return hidden.has(item.type);
}

/** The item as a client may see it: attachments without the operator's metadata, and no output that is `null`. */
export function toItemView<T extends ThreadItem>(item: T): T {
  if (item.type === 'client_tool_call' && item.output === null) return { ...item, output: undefined };
  if (item.type !== 'user_message' || item.attachments.length === 0) return item;
  return { ...item, attachments: item.attachments.map(toAttachmentView) };
}
