import type { OperationType } from '../../src/protocol/requests.js';

/** Requests that no client should send, and that change nothing: 400. */
export const invalidRequests: ((thread_id: string) => [OperationType, object])[] = [
  (thread_id) => ['items.list', { thread_id, limit: 5.5 }],
  (thread_id) => ['items.list', { thread_id, limit: 'five' }],
  (thread_id) => ['threads.update', { thread_id, title: null }],
  (thread_id) => ['threads.add_client_tool_output', { thread_id }],
  (thread_id) => ['threads.custom_action', { thread_id, action: { payload: {} } }],
  (thread_id) => ['items.feedback', { thread_id, item_ids: [], kind: 'great' }],
  (thread_id) => ['threads.add_user_message', { thread_id, input: { content: [], attachments: [] } }],
  (thread_id) => ['threads.retry_after_item', { thread_id, item_id: null }],
  () => ['threads.list', { order: null }],
  () => ['threads.get_by_id', { thread_id: 7 }],
];
