import { failing, idempotencyKey, json, open, type PathItem } from './path-parts.js';
import { ref, type JsonSchema } from './schemas.js';

// The routes of threads and messages, in words.

const text: JsonSchema = { type: 'string' };
const whole: JsonSchema = { type: 'integer', minimum: 1 };
const date: JsonSchema = { type: 'string', format: 'date-time' };
const texts: JsonSchema = { type: 'object', additionalProperties: text };
const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const object = (properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  required,
  properties,
});
const pageOf = (key: string, row: JsonSchema, more: Record<string, JsonSchema> = {}): JsonSchema =>
  object({ ...more, [key]: listOf(row), has_more: { type: 'boolean' }, after: text }, [key, 'has_more']);

const threadId = 'thr_0193a1b2c3d47e8f9a0b1c2d3e4f5a6b';
const optional = ['title', 'external_id', 'last_message_at'];
const rowFields: Record<string, JsonSchema> = {
  id: text,
  title: text,
  status: { type: 'object' },
  external_id: text,
  metadata: texts,
  archived: { type: 'boolean' },
  created_at: date,
  updated_at: date,
  message_count: { type: 'integer' },
  last_message_at: date,
};
const required = Object.keys(rowFields).filter((field) => !optional.includes(field));
const row = object(rowFields, required);
const opened = object({ ...rowFields, running_turn_id: text, items: ref('ItemPage') }, [
  ...required,
  'items',
]);
const toolCalls = listOf(object({ name: text, detail: text, status: text }, ['name', 'status']));
const failedAnswer = object({ code: text, message: text, allow_retry: { type: 'boolean' } }, ['code']);
const answer = object(
  {
    thread_id: text,
    message_id: text,
    response: text,
    tool_calls: toolCalls,
    items: listOf(ref('ThreadItem')),
    error: failedAnswer,
  },
  ['thread_id', 'message_id', 'response', 'tool_calls', 'items'],
);
const conversationId: JsonSchema = { anyOf: [{ type: 'integer' }, text] };
const saved = object({ status: { const: 'saved' }, message_id: text, conversation_id: conversationId });
const chatAnswer = object(
  { conversation_id: conversationId, response: text, tool_calls: toolCalls, error: failedAnswer },
  ['conversation_id', 'response', 'tool_calls'],
);
const message = object({ id: text, role: { enum: ['user', 'assistant'] }, content: text, created_at: date });

const inPath = (name: string, example: string) => ({
  in: 'path',
  name,
  required: true,
  schema: text,
  example,
});
const inQuery = (name: string, schema: JsonSchema, description: string) => ({
  in: 'query',
  name,
  schema,
  description,
});
const page = [
  inQuery('limit', whole, 'Rows at the most.'),
  inQuery('after', text, 'Id of the last row that you have.'),
];
const ok = (description: string, schema: JsonSchema) => ({ description, ...json(schema) });
const body = (schema: JsonSchema, example: unknown) => ({ required: true, ...json(schema, example) });
const threads = (operationId: string, summary: string) => ({ operationId, tags: ['Threads'], summary });
const earlier = (operationId: string, summary: string) => ({
  operationId,
  tags: ['Earlier chat'],
  summary,
  deprecated: true,
});
const chatBody = body(object({ message: text, conversation_id: conversationId }, ['message']), {
  message: 'Add a task to buy milk',
  conversation_id: 5,
});
const user = inPath('user_id', 'alice');
const one = inPath('id', threadId);

export const restPaths: Record<string, PathItem> = {
  '/api/chatkit/threads': {
    get: {
      ...threads('listThreads', 'Your threads, newest first, with their counts'),
      parameters: [
        ...page,
        inQuery('q', text, 'Words that are in the title, or in one message.'),
        inQuery('status', { enum: ['active', 'locked', 'closed'] }, 'Threads of this status.'),
        inQuery('archived', { enum: ['true', 'false', 'any'] }, 'Archived ones. Default: false.'),
      ],
      responses: { 200: ok('A page.', pageOf('data', row)), ...failing(400, 401, 404) },
    },
    post: {
      ...threads('createThread', 'An empty thread, or the one that has the external id'),
      requestBody: body(object({ title: text, metadata: texts, external_id: text }, []), {
        title: 'Groceries',
        external_id: 'crm-17',
      }),
      responses: {
        201: ok('A new thread.', row),
        200: ok('The thread of that external id, as it is.', row),
        ...failing(400, 401, 413, 415),
      },
    },
  },
  '/api/chatkit/threads/{id}': {
    get: {
      ...threads('readThread', 'A thread with its items, oldest first'),
      parameters: [one, ...page],
      responses: {
        200: ok('The thread and a page of its items. The `ETag` names what they say.', opened),
        304: { description: 'What `If-None-Match` names has not changed.' },
        ...failing(400, 401, 404),
      },
    },
    patch: {
      ...threads('editThread', 'Rename, annotate, archive or bring back a thread'),
      parameters: [one],
      requestBody: body(
        object({ title: { type: ['string', 'null'] }, metadata: texts, archived: { type: 'boolean' } }, []),
        { archived: true },
      ),
      responses: { 200: ok('The thread as it is now.', row), ...failing(400, 401, 404, 413, 415) },
    },
    delete: {
      ...threads('deleteThread', 'Delete a thread, and stop what is being answered in it'),
      parameters: [one],
      responses: { 204: { description: 'It is gone.' }, ...failing(401, 404) },
    },
  },
  '/api/chatkit/messages': {
    post: {
      ...threads('sendMessage', 'Send a message and get the answer, or save one that was said elsewhere'),
      description:
        'Without a `role` the assistant answers `message`: as one body, or as the protocol’s events for ' +
        '`Accept: text/event-stream`, or with `background` not at all: the turn goes on by itself. With a `role`, ' +
        '`content` is saved and nobody answers.',
      parameters: [idempotencyKey],
      requestBody: body(
        {
          anyOf: [
            object({ message: text, thread_id: text, background: { type: 'boolean' } }, ['message']),
            object(
              {
                role: { enum: ['user', 'assistant'] },
                content: text,
                thread_id: text,
                conversation_id: conversationId,
                message_id: text,
                client_id: text,
                created_at: date,
              },
              ['role', 'content'],
            ),
          ],
        },
        { message: 'Add a task to buy groceries' },
      ),
      responses: {
        200: {
          description: 'The turn, or the saved message that was there already.',
          content: {
            'application/json': { schema: { anyOf: [answer, saved] } },
            'text/event-stream': { schema: ref('ThreadStreamEvent') },
          },
        },
        201: ok('Saved.', saved),
        202: ok('The turn runs.', object({ thread_id: text, turn_id: text, item_id: text })),
        ...failing(400, 401, 404, 409, 413, 415, 422),
      },
    },
  },
  '/api/{user_id}/chat': {
    post: {
      ...earlier('chat', 'Send a message and get the answer'),
      parameters: [user, idempotencyKey],
      requestBody: chatBody,
      responses: { 200: ok('The answer.', chatAnswer), ...failing(400, 401, 403, 404, 409, 413, 415, 422) },
    },
  },
  '/api/{user_id}/conversations/{id}': {
    get: {
      ...earlier('readConversation', 'A conversation with its messages'),
      parameters: [user, inPath('id', '5'), ...page],
      responses: {
        200: ok(
          'The conversation.',
          pageOf('messages', message, {
            id: conversationId,
            user_id: text,
            created_at: date,
            updated_at: date,
          }),
        ),
        ...failing(400, 401, 403, 404),
      },
    },
  },
  '/api/chatkit/{user_id}/conversations/{id}/messages': {
    get: {
      ...earlier('listConversationMessages', 'The messages of a conversation'),
      parameters: [user, inPath('id', '5'), ...page],
      responses: {
        200: ok('The messages.', pageOf('messages', message, { conversation_id: conversationId })),
        ...failing(400, 401, 403, 404),
      },
    },
  },
  '/api/chat-test': {
    post: {
      ...open,
      operationId: 'chatTest',
      tags: ['Earlier chat'],
      summary: 'A turn without a token, on the server’s own machine',
      requestBody: chatBody,
      responses: { 200: ok('The answer.', chatAnswer), ...failing(400, 403, 404, 409, 413, 415) },
    },
  },
};
