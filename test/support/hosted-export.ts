// Threads and items as OpenAI's API lists them.

type Json = Record<string, unknown>;

export const hostedThread = (id: string, fields: Json = {}): Json => ({
  object: 'chatkit.thread',
  id,
  user: 'alice',
  created_at: 1_760_000_000,
  title: null,
  status: { type: 'active' },
  ...fields,
});

export const hostedItem = (threadId: string, id: string, type: string, fields: Json = {}): Json => ({
  object: 'chatkit.thread_item',
  id,
  thread_id: threadId,
  type: `chatkit.${type}`,
  created_at: 1_760_000_000,
  ...fields,
});

export const hostedQuestion = (threadId: string, id: string, text: string, fields: Json = {}): Json =>
  hostedItem(threadId, id, 'user_message', {
    content: [{ type: 'input_text', text }],
    attachments: [],
    inference_options: null,
    ...fields,
  });

export const hostedAnswer = (threadId: string, id: string, text: string, fields: Json = {}): Json =>
  hostedItem(threadId, id, 'assistant_message', {
    content: [{ type: 'output_text', text, annotations: [] }],
    ...fields,
  });

export const listOf = (...data: Json[]): Json => ({
  object: 'list',
  data,
  first_id: data[0]?.id ?? null,
  last_id: data.at(-1)?.id ?? null,
  has_more: false,
});
