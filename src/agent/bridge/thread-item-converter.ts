import type { Attachment } from '../../protocol/attachments.js';
import type { InputTag, UserContentPart } from '../../protocol/content.js';
import type {
  AssistantMessageItem,
  ClientToolCallItem,
  EndOfTurnItem,
  GeneratedImageItem,
  HiddenContextItem,
  SdkHiddenContextItem,
  StructuredInputItem,
  TaskItem,
  ThreadItem,
  UserMessageItem,
  WidgetItem,
  WorkflowItem,
} from '../../protocol/items.js';
import { withoutNulls } from '../../protocol/widgets/without-nulls.js';
import type { Task } from '../../protocol/workflow.js';
import type { ModelInput, ModelInputItem, ModelInputPart } from './model-input.js';

/**
 * From a thread's items to what the model is given (protocol document 7). Override a method to change what becomes
 * of a kind of item, or of a part.
 *
 * Attachments, tags and hidden context that is no text mean what the application says they mean: those methods
 * throw until they are overridden.
 *
 * Notes about what the person was shown go in with the role `user`, never as instructions: whatever a person can
 * influence must not speak with the operator's voice.
 */
export class ThreadItemConverter {
  /** The model's input for items in the order of the thread, oldest first. */
  async toAgentInput(items: ThreadItem | readonly ThreadItem[]): Promise<ModelInputItem[]> {
    const given: readonly ThreadItem[] = 'id' in items ? [items] : [...items];
    const lastMessage = given.findLast(({ type }) => type === 'user_message');
    const converted: ModelInputItem[] = [];
    // One after another: an override may load things, and a long thread must not load them all at once.
    for (const item of given) {
      const input = await this.itemToInput(item, item === lastMessage);
      if (input) converted.push(...[input].flat());
    }
    return converted;
  }

  /** @param isLastMessage Whether this is the last message of a person: only its quote still matters. */
  async userMessageToInput(item: UserMessageItem, isLastMessage: boolean): Promise<ModelInput> {
    const text = item.content.map(partToText).join('');
    const attachments = await Promise.all(item.attachments.map((each) => this.attachmentToContent(each)));
    const tags = item.content.filter((part) => part.type === 'input_tag');
    return [
      userMessage({ type: 'input_text', text }, ...attachments.flat()),
      ...(item.quoted_text && isLastMessage
        ? [note(`The user refers to this passage:\n${item.quoted_text}`)]
        : []),
      ...(tags.length ? [await this.tagsToInput(tags)] : []),
    ];
  }

  /** What the model is given of an attachment, in the message it came with. @throws Error unless overridden. */
  async attachmentToContent(_attachment: Attachment): Promise<ModelInputPart | ModelInputPart[]> {
    throw new Error('A message has an attachment: override attachmentToContent to say what the model gets.');
  }

  /** What the model is told that a tag means. @throws Error unless overridden. */
  async tagToContent(_tag: InputTag): Promise<ModelInputPart> {
    throw new Error('A message has a tag: override tagToContent to say what the model is told of it.');
  }

  async assistantMessageToInput(item: AssistantMessageItem): Promise<ModelInput> {
    // Providers refuse empty text.
    const content = item.content
      .filter(({ text }) => text !== '')
      .map(({ text }) => ({ type: 'output_text' as const, text }));
    return content.length ? { type: 'message', role: 'assistant', status: 'completed', content } : undefined;
  }

  /** A call without its output would make providers refuse the whole input. */
  async clientToolCallToInput(item: ClientToolCallItem): Promise<ModelInput> {
    if (item.status === 'pending') return undefined;
    const call = { callId: item.call_id, name: item.name, status: 'completed' as const };
    return [
      { type: 'function_call', ...call, arguments: JSON.stringify(item.arguments) },
      { type: 'function_call_result', ...call, output: JSON.stringify(item.output ?? null) },
    ];
  }

  async widgetToInput({ id, widget }: WidgetItem): Promise<ModelInput> {
    return note(
      `The user was shown a graphical widget (item ${id}):\n${JSON.stringify(withoutNulls(widget))}`,
    );
  }

  async workflowToInput({ workflow }: WorkflowItem): Promise<ModelInput> {
    return workflow.tasks.flatMap(taskToInput);
  }

  async taskToInput({ task }: TaskItem): Promise<ModelInput> {
    return taskToInput(task);
  }

  async structuredInputToInput(item: StructuredInputItem): Promise<ModelInput> {
    const lines = item.inputs.map(({ question, answer }) => {
      if (!answer) return `${question}: unanswered`;
      return `${question}: ${answer.skipped ? 'skipped' : answer.values.join(', ')}`;
    });
    return note(
      `The user was shown these questions (${item.status}):\n<StructuredInput>\n${lines.join('\n')}\n</StructuredInput>`,
    );
  }

  async generatedImageToInput({ image }: GeneratedImageItem): Promise<ModelInput> {
    if (!image) return undefined;
    return userMessage(
      { type: 'input_text', text: 'The assistant made this image:' },
      { type: 'input_image', image: image.url, detail: 'auto' },
    );
  }

  /** @throws Error for content that is no text, unless overridden. */
  async hiddenContextToInput({ content }: HiddenContextItem): Promise<ModelInput> {
    if (typeof content === 'string') return hiddenNote(content);
    throw new Error('Hidden context is no text: override hiddenContextToInput to put it into words.');
  }

  async sdkHiddenContextToInput({ content }: SdkHiddenContextItem): Promise<ModelInput> {
    return hiddenNote(content);
  }

  async endOfTurnToInput(_item: EndOfTurnItem): Promise<ModelInput> {
    return undefined;
  }

  /**
   * What the model is told when the beginning of the thread does not fit into its input. By default that it does not see
   * all of it, so that it does not make up what was said there.
   */
  async omittedToInput(): Promise<ModelInput> {
    return hiddenNote('The conversation began earlier. Its older part is left out here.');
  }

  /** The input for one item. @param isLastMessage Whether it is the last message of a person. */
  itemToInput(item: ThreadItem, isLastMessage: boolean): Promise<ModelInput> {
    switch (item.type) {
      case 'user_message':
        return this.userMessageToInput(item, isLastMessage);
      case 'assistant_message':
        return this.assistantMessageToInput(item);
      case 'client_tool_call':
        return this.clientToolCallToInput(item);
      case 'widget':
        return this.widgetToInput(item);
      case 'workflow':
        return this.workflowToInput(item);
      case 'task':
        return this.taskToInput(item);
      case 'structured_input':
        return this.structuredInputToInput(item);
      case 'generated_image':
        return this.generatedImageToInput(item);
      case 'hidden_context_item':
        return this.hiddenContextToInput(item);
      case 'sdk_hidden_context':
        return this.sdkHiddenContextToInput(item);
      case 'end_of_turn':
        return this.endOfTurnToInput(item);
    }
  }

  /** Two things of the same title stay two things: tags are told apart by id. */
  private async tagsToInput(tags: readonly InputTag[]): Promise<ModelInputItem> {
    const distinct = [...new Map(tags.map((tag) => [tag.id, tag])).values()];
    const text =
      'The @-mentions above mean the following. Use the names without the @ sign; do not repeat the @ form.\n';
    const parts = await Promise.all(distinct.map((tag) => this.tagToContent(tag)));
    return userMessage({ type: 'input_text', text }, ...parts);
  }
}

/** The model's input for items, as {@link ThreadItemConverter} has it by default. */
export function simpleToAgentInput(items: ThreadItem | readonly ThreadItem[]): Promise<ModelInputItem[]> {
  return new ThreadItemConverter().toAgentInput(items);
}

/** A note in the person's voice: how {@link ThreadItemConverter} tells the model of what was shown. */
export function hiddenNote(content: string): ModelInputItem {
  return note(`Context that the user does not see:\n<HiddenContext>\n${content}\n</HiddenContext>`);
}

/** A tag stands in the text as the person typed it; what it means follows after the text. */
function partToText(part: UserContentPart): string {
  return part.type === 'input_text' ? part.text : `@${part.text}`;
}

function taskToInput(task: Task): ModelInputItem[] {
  if (task.type !== 'custom' || !(task.title || task.content)) return [];
  const text = [task.title, task.content].filter(Boolean).join(': ');
  return [note(`The user was shown that this was done:\n<Task>\n${text}\n</Task>`)];
}

function note(text: string): ModelInputItem {
  return userMessage({ type: 'input_text', text });
}

function userMessage(...content: ModelInputPart[]): ModelInputItem {
  return { type: 'message', role: 'user', content };
}
