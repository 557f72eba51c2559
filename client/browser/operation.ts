/** A streaming operation of the protocol, as far as it matters on its way. */
export interface Operation {
  /** The request's body. */
  body: string;
  /** Where the answer goes. Absent while the server has yet to make the thread. */
  threadId?: string;
  /** The person's message, when it brings one. */
  message?: { text: string; input: unknown };
}

interface Body {
  type?: string;
  params?: { thread_id?: unknown; input?: { content?: unknown } };
}

const messages = new Set(['threads.create', 'threads.add_user_message']);
const streaming = new Set([
  ...messages,
  'threads.add_client_tool_output',
  'threads.add_structured_input',
  'threads.retry_after_item',
  'threads.custom_action',
]);

/** Reads a request's body. Undefined when it is no operation that streams. */
export function readOperation(body: string): Operation | undefined {
  const { type, params } = parse(body) ?? {};
  if (type === undefined || !streaming.has(type)) return undefined;
  const threadId = params?.thread_id;
  const input = messages.has(type) ? params?.input : undefined;
  return {
    body,
    ...(typeof threadId === 'string' && { threadId }),
    ...(input && { message: { text: textOf(input.content), input } }),
  };
}

function parse(body: string): Body | undefined {
  try {
    return (JSON.parse(body) as Body | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** What stands in the parts of a message, tags included. */
function textOf(content: unknown): string {
  const parts = Array.isArray(content) ? (content as { text?: unknown }[]) : [];
  return parts.map(({ text }) => (typeof text === 'string' ? text : '')).join('');
}
