import type { Attachment } from '../protocol/attachments.js';
import type { InputTag } from '../protocol/content.js';
import type { HiddenContextItem, UserMessageItem, WidgetItem } from '../protocol/items.js';
import type { ModelInput, ModelInputItem, ModelInputPart } from './bridge/model-input.js';
import { attachedLine, type ReadAttachments } from './read-attachments.js';
import { hiddenNote, ThreadItemConverter } from './bridge/thread-item-converter.js';

/** What the bundled assistant is given of a thread: attachments as they can be read, tags and hidden data as they are. */
export class AssistantInput extends ThreadItemConverter {
  /** @param files For one run. Absent: the model is told of attachments by name. */
  constructor(private readonly files?: ReadAttachments) {
    super();
  }

  override async attachmentToContent(attachment: Attachment): Promise<ModelInputPart | ModelInputPart[]> {
    return this.files?.read(attachment) ?? { type: 'input_text', text: attachedLine(attachment) };
  }

  /** Providers refuse empty text, and a message may be its files alone. */
  override async userMessageToInput(item: UserMessageItem, isLastMessage: boolean): Promise<ModelInput> {
    const input = [(await super.userMessageToInput(item, isLastMessage)) ?? []].flat();
    return item.attachments.length === 0 ? input : input.map(withoutEmptyText);
  }

  override async tagToContent({ id, text, data }: InputTag): Promise<ModelInputPart> {
    return { type: 'input_text', text: `- ${text} (id ${id}): ${JSON.stringify(data)}` };
  }

  /** A panel's copy text says what it shows in a tenth of the tokens of its components. */
  override async widgetToInput(item: WidgetItem): Promise<ModelInput> {
    if (!item.copy_text) return super.widgetToInput(item);
    const text = `The user was shown a widget:\n${item.copy_text}`;
    return { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
  }

  override async hiddenContextToInput({ content }: HiddenContextItem): Promise<ModelInput> {
    return hiddenNote(typeof content === 'string' ? content : JSON.stringify(content));
  }
}

function withoutEmptyText(item: ModelInputItem): ModelInputItem {
  if (!('role' in item) || item.role !== 'user' || typeof item.content === 'string') return item;
  return { ...item, content: item.content.filter((part) => part.type !== 'input_text' || part.text !== '') };
}
