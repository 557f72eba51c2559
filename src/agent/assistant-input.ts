import type { Attachment } from '../protocol/attachments.js';
import type { InputTag } from '../protocol/content.js';
import type { HiddenContextItem } from '../protocol/items.js';
import {
  hiddenNote,
  ThreadItemConverter,
  type ModelInput,
  type ModelInputPart,
} from './bridge/thread-item-converter.js';

/** What the bundled assistant is given of a thread: attachments by name, tags and hidden data as they are. */
export class AssistantInput extends ThreadItemConverter {
  override async attachmentToContent({ name, mime_type }: Attachment): Promise<ModelInputPart> {
    return { type: 'input_text', text: `The user attached: ${name} (${mime_type})` };
  }

  override async tagToContent({ id, text, data }: InputTag): Promise<ModelInputPart> {
    return { type: 'input_text', text: `- ${text} (id ${id}): ${JSON.stringify(data)}` };
  }

  override async hiddenContextToInput({ content }: HiddenContextItem): Promise<ModelInput> {
    return hiddenNote(typeof content === 'string' ? content : JSON.stringify(content));
  }
}
