import type { Attachment } from '../protocol/attachments.js';
import type { InferenceOptions, UserContentPart } from '../protocol/content.js';
import type { UserMessageItem } from '../protocol/items.js';
import type { UserMessageInput } from '../protocol/requests.js';

interface Placement {
  id: string;
  threadId: string;
  createdAt: Date;
  /** The attachments the input names, loaded. */
  attachments: readonly Attachment[];
}

/** The stored item of what a person sent. `null` and `""` where nothing was chosen read as absent. */
export function toUserMessage(input: UserMessageInput, placement: Placement): UserMessageItem {
  return {
    type: 'user_message',
    id: placement.id,
    thread_id: placement.threadId,
    created_at: placement.createdAt.toISOString(),
    content: input.content.map(toContentPart),
    attachments: placement.attachments.map((attachment) => ({
      ...attachment,
      thread_id: placement.threadId,
    })),
    ...(input.quoted_text && { quoted_text: input.quoted_text }),
    inference_options: toInferenceOptions(input.inference_options),
  };
}

function toContentPart(part: UserMessageInput['content'][number]): UserContentPart {
  if (part.type === 'input_text') return part;
  const { group, data, interactive, ...tag } = part;
  return { ...tag, data: data ?? {}, ...(group != null && { group }), interactive: interactive ?? false };
}

function toInferenceOptions({ tool_choice, model }: UserMessageInput['inference_options']): InferenceOptions {
  return { ...(tool_choice && { tool_choice }), ...(model && { model }) };
}
