import type { AgentInputItem } from '@openai/agents';
import type { InputTag, UserContentPart } from '../protocol/content.js';
import type {
  AssistantMessageItem,
  ClientToolCallItem,
  GeneratedImageItem,
  StructuredInputItem,
  ThreadItem,
  UserMessageItem,
} from '../protocol/items.js';
import type { Task } from '../protocol/workflow.js';

// From a thread's items to what the model is given. Notes about what the person was shown go in with the role
// `user`, never as instructions: whatever a person can influence must not speak with the operator's voice.

/** The model's input for items in the order of the thread, oldest first. */
export function itemsToInput(items: readonly ThreadItem[]): AgentInputItem[] {
  const lastMessage = items.findLast((item) => item.type === 'user_message');
  return items.flatMap((item) => itemToInput(item, item === lastMessage));
}

function itemToInput(item: ThreadItem, isLastMessage: boolean): AgentInputItem[] {
  switch (item.type) {
    case 'user_message':
      return userMessageToInput(item, isLastMessage);
    case 'assistant_message':
      return assistantMessageToInput(item);
    case 'client_tool_call':
      return clientToolCallToInput(item);
    case 'widget':
      return [
        note(`The user was shown a graphical widget (item ${item.id}):\n${JSON.stringify(item.widget)}`),
      ];
    case 'workflow':
      return item.workflow.tasks.flatMap(taskToInput);
    case 'task':
      return taskToInput(item.task);
    case 'structured_input':
      return [structuredInputToInput(item)];
    case 'generated_image':
      return generatedImageToInput(item);
    case 'hidden_context_item':
    case 'sdk_hidden_context':
      return [
        note(
          `Context that the user does not see:\n<HiddenContext>\n${toText(item.content)}\n</HiddenContext>`,
        ),
      ];
    case 'end_of_turn':
      return [];
  }
}

function userMessageToInput(item: UserMessageItem, isLastMessage: boolean): AgentInputItem[] {
  const text = item.content.map(partToText).join('');
  const tags = item.content.filter((part) => part.type === 'input_tag');
  const attached = item.attachments.map(({ name, mime_type }) => `${name} (${mime_type})`);
  return [
    note(text),
    ...(attached.length ? [note(`The user attached: ${attached.join(', ')}`)] : []),
    ...(item.quoted_text && isLastMessage
      ? [note(`The user refers to this passage:\n${item.quoted_text}`)]
      : []),
    ...(tags.length ? [tagsToInput(tags)] : []),
  ];
}

/** A tag stands in the text as the person typed it; what it means follows in {@link tagsToInput}. */
function partToText(part: UserContentPart): string {
  return part.type === 'input_text' ? part.text : `@${part.text}`;
}

/** Two things of the same title stay two things: tags are told apart by id. */
function tagsToInput(tags: readonly InputTag[]): AgentInputItem {
  const distinct = [...new Map(tags.map((tag) => [tag.id, tag])).values()];
  const lines = distinct.map(({ id, text, data }) => `- ${text} (id ${id}): ${JSON.stringify(data)}`);
  return note(
    `The @-mentions above mean the following. Use the names without the @ sign.\n${lines.join('\n')}`,
  );
}

function assistantMessageToInput(item: AssistantMessageItem): AgentInputItem[] {
  const content = item.content
    .filter(({ text }) => text !== '')
    .map(({ text }) => ({ type: 'output_text' as const, text }));
  return content.length ? [{ type: 'message', role: 'assistant', status: 'completed', content }] : [];
}

/** A call without its output would make providers refuse the whole input. */
function clientToolCallToInput(item: ClientToolCallItem): AgentInputItem[] {
  if (item.status === 'pending') return [];
  const call = { callId: item.call_id, name: item.name, status: 'completed' as const };
  return [
    { type: 'function_call', ...call, arguments: JSON.stringify(item.arguments) },
    { type: 'function_call_result', ...call, output: JSON.stringify(item.output ?? null) },
  ];
}

function taskToInput(task: Task): AgentInputItem[] {
  if (task.type !== 'custom' || !(task.title || task.content)) return [];
  const text = [task.title, task.content].filter(Boolean).join(': ');
  return [note(`The user was shown that this was done:\n<Task>\n${text}\n</Task>`)];
}

function structuredInputToInput(item: StructuredInputItem): AgentInputItem {
  const lines = item.inputs.map(({ question, answer }) => {
    if (!answer) return `${question}: unanswered`;
    return `${question}: ${answer.skipped ? 'skipped' : answer.values.join(', ')}`;
  });
  return note(
    `The user was shown these questions (${item.status}):\n<StructuredInput>\n${lines.join('\n')}\n</StructuredInput>`,
  );
}

function generatedImageToInput({ image }: GeneratedImageItem): AgentInputItem[] {
  if (!image) return [];
  return [
    {
      type: 'message',
      role: 'user',
      content: [
        { type: 'input_text', text: 'The assistant made this image:' },
        { type: 'input_image', image: image.url, detail: 'auto' },
      ],
    },
  ];
}

function toText(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

function note(text: string): AgentInputItem {
  return { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
}
