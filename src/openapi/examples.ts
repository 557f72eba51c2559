import type { OperationType } from '../protocol/requests.js';

const thread_id = 'thr_0193a1b2c3d47e8f9a0b1c2d3e4f5a6b';
const item_id = 'msg_0193a1b2c3d47e8f9a0b1c2d3e4f5a6c';
const input = {
  content: [{ type: 'input_text', text: 'Add a task to buy groceries' }],
  attachments: [],
  inference_options: {},
};
const action = { type: 'tasks.complete', payload: { id: 1 } };

/** What an example shows, and its body: sent as it is, with ids of your own in the place of these. */
export const requestExamples: Record<OperationType, { summary: string; params: Record<string, unknown> }> = {
  'threads.create': { summary: 'Start a conversation with a first message', params: { input } },
  'threads.add_user_message': { summary: 'Say something in a conversation', params: { thread_id, input } },
  'threads.add_client_tool_output': {
    summary: 'Hand in what a tool in the browser returned',
    params: { thread_id, result: { ok: true } },
  },
  'threads.add_structured_input': {
    summary: 'Answer the questions asked in the composer’s place',
    params: {
      thread_id,
      item_id,
      input: { status: 'answered', answers: { when: { values: ['today'], skipped: false } } },
    },
  },
  'threads.retry_after_item': { summary: 'Answer a message again', params: { thread_id, item_id } },
  'threads.custom_action': { summary: 'Use a widget', params: { thread_id, item_id, action } },
  'threads.get_by_id': { summary: 'Read a conversation', params: { thread_id } },
  'threads.list': { summary: 'List conversations, newest first', params: { limit: 20, order: 'desc' } },
  'threads.update': { summary: 'Rename a conversation', params: { thread_id, title: 'Groceries' } },
  'threads.delete': { summary: 'Delete a conversation', params: { thread_id } },
  'items.list': {
    summary: 'Read a conversation’s items, page by page',
    params: { thread_id, limit: 20, order: 'asc' },
  },
  'items.feedback': { summary: 'Rate answers', params: { thread_id, item_ids: [item_id], kind: 'positive' } },
  'attachments.create': {
    summary: 'Announce a file',
    params: { name: 'list.txt', size: 1024, mime_type: 'text/plain' },
  },
  'attachments.delete': {
    summary: 'Delete a file',
    params: { attachment_id: 'atc_0193a1b2c3d47e8f9a0b1c2d3e4f5a6d' },
  },
  'input.transcribe': {
    summary: 'Turn speech into text',
    params: { audio_base64: 'UklGRg==', mime_type: 'audio/webm' },
  },
  'threads.sync_custom_action': {
    summary: 'Use a widget, and get the changed item back at once',
    params: { thread_id, item_id, action },
  },
};
