import type { ThreadItem, WidgetItem } from '../../src/protocol/items.js';

// Items whose ids a test can name.

const base = (threadId: string, id: string) => ({
  id,
  thread_id: threadId,
  created_at: '2026-01-02T03:04:05.678Z',
});

export const toolCall = (threadId: string, id = 'fc_1', name = 'get_selection') =>
  ({
    type: 'client_tool_call',
    ...base(threadId, id),
    status: 'pending',
    call_id: `call_${id}`,
    name,
    arguments: { depth: 1, deep: { all: true } },
  }) as const satisfies ThreadItem;

export const widget = (threadId: string, id = 'msg_widget', value = 'first'): WidgetItem => ({
  type: 'widget',
  ...base(threadId, id),
  widget: { type: 'Card', id: 'card', children: [{ type: 'Text', id: 'text', value }] },
});

export const hiddenNote = (threadId: string, id = 'msg_hidden') =>
  ({ type: 'hidden_context_item', ...base(threadId, id), content: 'xyzzy' }) as const satisfies ThreadItem;

/** A choice and two free questions. */
export const questions = (threadId: string, id = 'msg_q') =>
  ({
    type: 'structured_input',
    ...base(threadId, id),
    status: 'pending',
    inputs: [
      {
        id: 'priority',
        question: 'Priority?',
        type: 'multiple_choice',
        options: [{ value: 'Low' }, { value: 'High' }],
        multiple: false,
      },
      {
        id: 'days',
        question: 'Days?',
        type: 'multiple_choice',
        options: [{ value: 'Mo' }, { value: 'Tu' }],
        multiple: true,
      },
      { id: 'notes', question: 'Notes?', type: 'freeform' },
    ],
  }) as const satisfies ThreadItem;
