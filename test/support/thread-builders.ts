import { newId } from '../../src/protocol/ids.js';
import type {
  AssistantMessageItem,
  SdkHiddenContextItem,
  UserMessageItem,
  WidgetItem,
} from '../../src/protocol/items.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import type { Principal } from '../../src/turns/principal.js';

let people = 0;

/** Somebody who owns nothing yet. */
export const newPerson = (): Principal => ({ userId: `person-${process.pid}-${++people}-${Date.now()}` });

export const newThread = (overrides: Partial<ThreadMetadata> = {}): ThreadMetadata => ({
  id: newId('thread'),
  created_at: '2026-01-02T03:04:05.678Z',
  status: { type: 'active' },
  metadata: {},
  ...overrides,
});

/** All items of these builders have one timestamp: order must not depend on it. */
const base = (threadId: string) => ({
  id: newId('message'),
  thread_id: threadId,
  created_at: '2026-01-02T03:04:05.678Z',
});

export const userMessage = (
  threadId: string,
  text = 'hello',
  overrides: Partial<UserMessageItem> = {},
): UserMessageItem => ({
  type: 'user_message',
  ...base(threadId),
  content: [{ type: 'input_text', text }],
  attachments: [],
  inference_options: {},
  ...overrides,
});

export const assistantMessage = (
  threadId: string,
  text = 'hi',
  overrides: Partial<AssistantMessageItem> = {},
): AssistantMessageItem => ({
  type: 'assistant_message',
  ...base(threadId),
  content: [{ type: 'output_text', text, annotations: [] }],
  ...overrides,
});

export const hiddenNote = (threadId: string, content = 'secret'): SdkHiddenContextItem => ({
  type: 'sdk_hidden_context',
  ...base(threadId),
  content,
});

export const widgetItem = (threadId: string): WidgetItem => ({
  type: 'widget',
  ...base(threadId),
  widget: { type: 'Card', border: { size: 1 }, children: [{ type: 'Text', value: 'x', custom: null }] },
});
