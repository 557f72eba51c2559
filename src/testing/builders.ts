import { randomUUID } from 'node:crypto';
import type { FileAttachment } from '../protocol/attachments.js';
import { newId } from '../protocol/ids.js';
import type {
  AssistantMessageItem,
  ClientToolCallItem,
  SdkHiddenContextItem,
  UserMessageItem,
  WidgetItem,
} from '../protocol/items.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { Principal } from '../turns/principal.js';

// Things to test with, valid as they are. Each call makes a new one with an id of its own.

/** Somebody who owns nothing yet. */
export const newPerson = (): Principal => ({ userId: `person-${randomUUID()}` });

/** Somebody else of the same id, in a tenant of their own. */
export const namesakeOf = ({ userId }: Principal): Principal => ({
  userId,
  tenantId: `tenant-${randomUUID()}`,
});

export const newThread = (overrides: Partial<ThreadMetadata> = {}): ThreadMetadata => ({
  id: newId('thread'),
  created_at: new Date().toISOString(),
  status: { type: 'active' },
  metadata: {},
  ...overrides,
});

const newItem = (threadId: string) => ({
  id: newId('message'),
  thread_id: threadId,
  created_at: new Date().toISOString(),
});

export const userMessage = (
  threadId: string,
  text = 'hello',
  overrides: Partial<UserMessageItem> = {},
): UserMessageItem => ({
  type: 'user_message',
  ...newItem(threadId),
  content: [{ type: 'input_text', text }],
  attachments: [],
  inference_options: {},
  ...overrides,
});

/** An answer. Without a text it has no content yet, as when a stream begins it. */
export const assistantMessage = (
  threadId: string,
  text?: string,
  overrides: Partial<AssistantMessageItem> = {},
): AssistantMessageItem => ({
  type: 'assistant_message',
  ...newItem(threadId),
  content: text === undefined ? [] : [{ type: 'output_text', text, annotations: [] }],
  ...overrides,
});

/** An item that the model sees and no client does. */
export const hiddenNote = (threadId: string, content = 'secret'): SdkHiddenContextItem => ({
  type: 'sdk_hidden_context',
  ...newItem(threadId),
  content,
});

export const widgetItem = (threadId: string, overrides: Partial<WidgetItem> = {}): WidgetItem => ({
  type: 'widget',
  ...newItem(threadId),
  widget: { type: 'Card', border: { size: 1 }, children: [{ type: 'Text', value: 'x', custom: null }] },
  ...overrides,
});

/** A call of a tool in the client, without its output. */
export const toolCall = (
  threadId: string,
  overrides: Partial<ClientToolCallItem> = {},
): ClientToolCallItem => ({
  type: 'client_tool_call',
  ...newItem(threadId),
  status: 'pending',
  call_id: newId('tool_call'),
  name: 'open_page',
  arguments: { page: 'tasks', filter: null },
  ...overrides,
});

export const fileAttachment = (overrides: Partial<FileAttachment> = {}): FileAttachment => ({
  type: 'file',
  id: newId('attachment'),
  name: 'a.txt',
  mime_type: 'text/plain',
  ...overrides,
});
