import { ChatKitError } from './errors.js';
import type { Limits } from './limits.js';
import type { ChatKitRequest, UserMessageInput } from './requests.js';

/** @throws ChatKitError `over_limit`, saying which limit and what it is. */
export function checkLimits(request: ChatKitRequest, limits: Limits): void {
  switch (request.type) {
    case 'threads.create':
    case 'threads.add_user_message':
      return checkMessage(request.params.input, limits);
    case 'threads.update':
      return atMost(limits.maxTitleCharacters, request.params.title.length, 'A title', 'characters');
    case 'items.feedback':
      return atMost(limits.maxFeedbackItems, request.params.item_ids.length, 'Feedback', 'items');
  }
}

function checkMessage({ content, attachments, quoted_text }: UserMessageInput, limits: Limits): void {
  const characters = content.reduce((sum, part) => sum + charactersOf(part), quoted_text?.length ?? 0);
  atMost(limits.maxMessageParts, content.length, 'A message', 'parts');
  atMost(limits.maxMessageCharacters, characters, 'A message', 'characters');
  atMost(limits.maxMessageAttachments, attachments.length, 'A message', 'attachments');
}

/** A tag brings data of its own, which goes to the model as its text does. */
function charactersOf(part: UserMessageInput['content'][number]): number {
  return part.type === 'input_text' ? part.text.length : JSON.stringify(part).length;
}

function atMost(limit: number, count: number, what: string, unit: string): void {
  if (count <= limit) return;
  throw new ChatKitError('over_limit', `${what} may have ${limit} ${unit} at the most; this has ${count}.`);
}
