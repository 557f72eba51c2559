import { newId } from '../../src/protocol/ids.js';
import type { Attachment } from '../../src/protocol/attachments.js';
import type { ThreadItem, UserMessageItem } from '../../src/protocol/items.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import { AttachmentStore, type AttachmentParams } from '../../src/turns/attachment-store.js';
import { Responder } from '../../src/turns/responder.js';
import { added, delta, done } from '../../src/testing/events.js';
import { assistantMessage } from '../../src/testing/builders.js';

export const asksForInput = 'Ask me something.';
export const callsTool = 'Use the page.';

/** Answers everything that a client can ask for: a person's words by words, two of them by what they name. */
export class TalkingResponder extends Responder {
  override async *respond(thread: ThreadMetadata, input: UserMessageItem | null) {
    const text = input?.content.map((part) => part.text).join('') ?? '';
    if (text === asksForInput) yield done(question(thread.id));
    else if (text === callsTool) yield done(toolCall(thread.id));
    else yield* answer(thread.id);
  }
  override async *action() {}
  override async syncAction() {
    return {};
  }
  override async transcribe() {
    return { text: 'Nothing was said.' };
  }
}

async function* answer(threadId: string) {
  const item = assistantMessage(threadId);
  const words = ['One ', 'word ', 'after ', 'the ', 'other.'];
  yield added(item);
  for (const word of words) yield delta(item.id, word);
  yield done({ ...item, content: assistantMessage(threadId, words.join('')).content });
}

const base = (threadId: string, id: string) => ({
  id,
  thread_id: threadId,
  created_at: new Date().toISOString(),
});

const question = (threadId: string): ThreadItem => ({
  type: 'structured_input',
  ...base(threadId, newId('message')),
  status: 'pending',
  inputs: [
    {
      id: 'which',
      type: 'multiple_choice',
      question: 'Which?',
      options: [{ value: 'a' }, { value: 'b' }],
      multiple: false,
    },
    { id: 'why', type: 'freeform', question: 'Why?' },
  ],
});

const toolCall = (threadId: string): ThreadItem => ({
  type: 'client_tool_call',
  ...base(threadId, newId('tool_call')),
  status: 'pending',
  call_id: 'call_1',
  name: 'pick',
  arguments: {},
});

/** Takes any upload, and keeps nothing. */
export class EmptyAttachmentStore extends AttachmentStore {
  override async createAttachment({ name, mime_type }: AttachmentParams): Promise<Attachment> {
    const id = newId('attachment');
    const upload_descriptor = { url: `https://up.example.com/${id}`, method: 'PUT' as const, headers: {} };
    const metadata = { shelf: 'for the operator' };
    if (!mime_type.startsWith('image/'))
      return { type: 'file', id, name, mime_type, upload_descriptor, metadata };
    const preview_url = `https://img.example.com/${id}`;
    return { type: 'image', id, name, mime_type, preview_url, upload_descriptor, metadata };
  }
  override async deleteAttachment(): Promise<void> {}
}
