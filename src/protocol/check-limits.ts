import { ChatKitError } from './errors.js';
import { inEveryLanguage } from './language.js';
import { limitText, type LimitedThing } from './limit-texts.js';
import type { Limits } from './limits.js';
import type { ChatKitRequest, UserMessageInput } from './requests.js';

/** @throws ChatKitError `over_limit`, saying which limit and what it is. */
export function checkLimits(request: ChatKitRequest, limits: Limits): void {
  switch (request.type) {
    case 'threads.create':
    case 'threads.add_user_message':
      return checkMessage(request.params.input, limits);
    case 'threads.update':
      return atMost(limits.maxTitleCharacters, request.params.title.length, 'titleCharacters');
    case 'items.feedback':
      return atMost(limits.maxFeedbackItems, request.params.item_ids.length, 'feedbackItems');
  }
}

function checkMessage({ content, attachments, quoted_text }: UserMessageInput, limits: Limits): void {
  const characters = content.reduce((sum, part) => sum + charactersOf(part), quoted_text?.length ?? 0);
  atMost(limits.maxMessageParts, content.length, 'messageParts');
  atMost(limits.maxMessageCharacters, characters, 'messageCharacters');
  atMost(limits.maxMessageAttachments, attachments.length, 'messageAttachments');
}

/** A tag brings data of its own, which goes to the model as its text does. */
function charactersOf(part: UserMessageInput['content'][number]): number {
  return part.type === 'input_text' ? part.text.length : JSON.stringify(part).length;
}

function atMost(limit: number, count: number, what: LimitedThing): void {
  if (count <= limit) return;
  throw new ChatKitError('over_limit', inEveryLanguage(limitText(what, limit, count)));
}
