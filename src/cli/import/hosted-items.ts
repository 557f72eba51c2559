import { z } from 'zod';
import type { AssistantContent } from '../../protocol/content.js';
import type { Attachment } from '../../protocol/attachments.js';
import type { ThreadStatus } from '../../protocol/thread.js';
import { checkWidget } from '../../protocol/widgets/validate-widget.js';
import type { WidgetRoot } from '../../protocol/widgets/widget.js';
import type { CustomTask, ThoughtTask } from '../../protocol/workflow.js';
import type { ItemBody } from './source.js';

// Threads and items as OpenAI's own API lists them: `chatkit.thread` and `chatkit.thread_item` objects.

const seconds = z.number().transform((value) => new Date(value * 1000));
const reason = z.object({ reason: z.string().nullish() });

export const HostedThread = z.object({
  object: z.literal('chatkit.thread'),
  id: z.string().min(1),
  user: z.string().min(1),
  created_at: seconds,
  title: z.string().nullish(),
  status: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('active') }),
      reason.extend({ type: z.literal('locked') }),
      reason.extend({ type: z.literal('closed') }),
    ])
    .default({ type: 'active' }),
});
export type HostedThread = z.infer<typeof HostedThread>;

const annotation = z.discriminatedUnion('type', [
  z.object({ type: z.literal('file'), source: z.object({ filename: z.string() }) }),
  z.object({ type: z.literal('url'), source: z.object({ url: z.string() }) }),
]);
const attachment = z.object({
  id: z.string(),
  type: z.enum(['file', 'image']),
  name: z.string(),
  mime_type: z.string(),
  preview_url: z.string().nullish(),
});
const task = z.object({
  type: z.enum(['custom', 'thought']),
  heading: z.string().nullish(),
  summary: z.string().nullish(),
});
const inferenceOptions = z.object({
  model: z.string().nullish(),
  tool_choice: z.object({ id: z.string() }).nullish(),
});

const itemBase = {
  object: z.literal('chatkit.thread_item'),
  id: z.string().min(1),
  thread_id: z.string().min(1),
  created_at: seconds,
};

const HostedBody = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('chatkit.user_message'),
    content: z.array(z.object({ type: z.enum(['input_text', 'quoted_text']), text: z.string() })),
    attachments: z.array(attachment).default([]),
    inference_options: inferenceOptions.nullish(),
  }),
  z.object({
    type: z.literal('chatkit.assistant_message'),
    content: z.array(
      z.object({
        type: z.literal('output_text'),
        text: z.string(),
        annotations: z.array(annotation).default([]),
      }),
    ),
  }),
  z.object({ type: z.literal('chatkit.widget'), widget: z.string() }),
  z.object({
    type: z.literal('chatkit.client_tool_call'),
    status: z.enum(['in_progress', 'completed']),
    call_id: z.string(),
    name: z.string(),
    arguments: z.string(),
    output: z.string().nullish(),
  }),
  z.object({
    type: z.literal('chatkit.task'),
    task_type: z.enum(['custom', 'thought']),
    heading: z.string().nullish(),
    summary: z.string().nullish(),
  }),
  z.object({ type: z.literal('chatkit.task_group'), tasks: z.array(task) }),
]);
type HostedBody = z.infer<typeof HostedBody>;

/** What every item has; what it says is looked at by {@link fromHosted}. */
export const HostedItem = z.looseObject({ ...itemBase, type: z.string() });
export type HostedItem = z.infer<typeof HostedItem>;

/** A status of a thread, as this server has it. */
export function fromHostedStatus(status: HostedThread['status']): ThreadStatus {
  return status.type === 'active' || !status.reason
    ? { type: status.type }
    : { type: status.type, reason: status.reason };
}

/** What a hosted item says, as an item of this server; or the reason why it cannot be one. */
export function fromHosted(item: HostedItem): { body: ItemBody } | { problem: string } {
  const { data: said, error } = HostedBody.safeParse(item);
  if (!said) {
    const known = HostedBody.options.some(({ shape }) => shape.type.value === item.type);
    const [issue] = error.issues;
    return {
      problem: known
        ? `${item.type}: ${issue!.path.join('.')} is not as the API describes it`
        : `items of type ${item.type} are not known`,
    };
  }
  if (said.type === 'chatkit.widget') return widgetOf(said.widget);
  if (said.type === 'chatkit.client_tool_call') return toolCallOf(said);
  return { body: bodyOf(said) };
}

type Plain = Exclude<HostedBody, { type: 'chatkit.widget' | 'chatkit.client_tool_call' }>;

function bodyOf(said: Plain): ItemBody {
  switch (said.type) {
    case 'chatkit.user_message': {
      const texts = (type: string) =>
        said.content.filter((part) => part.type === type).map(({ text }) => text);
      const quoted = texts('quoted_text').join('\n\n');
      const { model, tool_choice } = said.inference_options ?? {};
      return {
        type: 'user_message',
        content: texts('input_text').map((text) => ({ type: 'input_text', text })),
        attachments: said.attachments.map(toAttachment),
        ...(quoted && { quoted_text: quoted }),
        inference_options: { ...(model && { model }), ...(tool_choice && { tool_choice }) },
      };
    }
    case 'chatkit.assistant_message':
      return { type: 'assistant_message', content: said.content.map(toContent) };
    case 'chatkit.task':
      return { type: 'task', task: toTask({ ...said, type: said.task_type }) };
    case 'chatkit.task_group':
      return {
        type: 'workflow',
        workflow: { type: 'custom', tasks: said.tasks.map(toTask), expanded: false },
      };
  }
}

function toContent({ text, annotations }: { text: string; annotations: z.infer<typeof annotation>[] }) {
  return {
    type: 'output_text',
    text,
    annotations: annotations.map(({ type, source }) => ({
      type: 'annotation',
      source:
        type === 'url'
          ? { type, title: source.url, url: source.url }
          : { type, title: source.filename, filename: source.filename },
    })),
  } satisfies AssistantContent;
}

/** Its bytes are not here: what is left is its name. An address of a preview has gone with them. */
function toAttachment({ id, name, mime_type }: z.infer<typeof attachment>): Attachment {
  return { type: 'file', id, name, mime_type };
}

function toTask({ type, heading, summary }: z.infer<typeof task>): CustomTask | ThoughtTask {
  const said = { status_indicator: 'complete', ...(heading && { title: heading }) } as const;
  return type === 'thought'
    ? { type, ...said, content: summary ?? '' }
    : { type, ...said, ...(summary && { content: summary }) };
}

function widgetOf(text: string): { body: ItemBody } | { problem: string } {
  const widget = parsed(text);
  if (widget === undefined) return { problem: 'chatkit.widget: widget is no JSON' };
  const [fault] = checkWidget(widget);
  if (fault) return { problem: 'chatkit.widget: the widget is none that this server knows' };
  return { body: { type: 'widget', widget: widget as WidgetRoot } };
}

function toolCallOf({
  status,
  call_id,
  name,
  arguments: args,
  output,
}: Extract<HostedBody, { type: 'chatkit.client_tool_call' }>): { body: ItemBody } | { problem: string } {
  const given = args.trim() === '' ? {} : parsed(args);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { problem: 'chatkit.client_tool_call: arguments is no JSON object' };
  }
  return {
    body: {
      type: 'client_tool_call',
      // Nobody waits for its result any more, whatever it was.
      status: 'completed',
      call_id,
      name,
      arguments: given as Record<string, unknown>,
      ...(status === 'completed' && output != null && { output: parsed(output) ?? output }),
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
