import { newId } from '../../protocol/ids.js';
import type { ThreadItem } from '../../protocol/items.js';
import {
  assistantMessage,
  fileAttachment,
  hiddenNote,
  toolCall,
  userMessage,
  widgetItem,
} from '../builders.js';

/** One item of each of the protocol's eleven types, with as many of its optional parts as matter to a store. */
export function itemOfEachType(threadId: string): ThreadItem[] {
  const base = () => ({ id: newId('message'), thread_id: threadId, created_at: new Date().toISOString() });
  return [
    userMessage(threadId, 'hello', {
      attachments: [fileAttachment({ metadata: { size: 3 } })],
      quoted_text: 'quoted',
      inference_options: { model: 'fast', tool_choice: { id: 'search' } },
    }),
    assistantMessage(threadId, 'hi'),
    toolCall(threadId, { status: 'completed', output: { opened: true, title: null } }),
    widgetItem(threadId, { copy_text: 'x' }),
    { type: 'generated_image', ...base(), image: { id: 'img_1', url: 'https://example.com/x.png' } },
    { type: 'structured_input', ...base(), status: 'pending', inputs: [] },
    {
      type: 'workflow',
      ...base(),
      workflow: { type: 'custom', expanded: false, tasks: [customTask('one')] },
    },
    { type: 'task', ...base(), task: customTask('two') },
    { type: 'end_of_turn', ...base() },
    { type: 'hidden_context_item', ...base(), content: { any: ['thing', 1, null] } },
    hiddenNote(threadId),
  ];
}

const customTask = (title: string) => ({ type: 'custom', status_indicator: 'complete', title }) as const;
