import type { Attachment } from '../protocol/attachments.js';
import type { InputTag } from '../protocol/content.js';
import type { HiddenContextItem, WidgetItem } from '../protocol/items.js';
import type { ModelInput, ModelInputPart } from './bridge/model-input.js';
import { hiddenNote, ThreadItemConverter } from './bridge/thread-item-converter.js';

/** What the bundled assistant is given of a thread: attachments by name, tags and hidden data as they are. */
export class AssistantInput extends ThreadItemConverter {
  override async attachmentToContent({ name, mime_type }: Attachment): Promise<ModelInputPart> {
    return { type: 'input_text', text: `The user attached: ${name} (${mime_type})` };
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
