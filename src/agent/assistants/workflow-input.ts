import type { History } from '../bridge/load-history.js';
import type { ModelInputItem } from '../bridge/model-input.js';
import type { ThreadItemConverter } from '../bridge/thread-item-converter.js';

/** What a workflow is told of a thread. */
export interface WorkflowInput {
  /** The person's last message. */
  text: string;
  /** Everything else: what was said before, and what belongs to the message, such as the passage that it quotes. */
  history: ModelInputItem[];
}

/** From what is remembered of a thread. */
export async function toWorkflowInput(
  { items, isWhole }: History,
  converter: ThreadItemConverter,
): Promise<WorkflowInput> {
  const last = items.findLast(({ type }) => type === 'user_message');
  const omitted = isWhole ? [] : [(await converter.omittedToInput()) ?? []].flat();
  const before = [...omitted, ...(await converter.toAgentInput(items.filter((item) => item !== last)))];
  const [message, ...notes] = last ? await converter.toAgentInput(last) : [];
  if (!message || !('role' in message) || message.role !== 'user') return { text: '', history: before };
  const { content } = message;
  if (typeof content === 'string') return { text: content, history: [...before, ...notes] };
  const text = content.flatMap((part) => (part.type === 'input_text' ? part.text : [])).join('\n');
  // Pictures and documents are no text: they come ahead of the message that they belong to.
  const files = content.filter(({ type }) => type !== 'input_text');
  const shown = files.length ? [{ type: 'message' as const, role: 'user' as const, content: files }] : [];
  return { text, history: [...before, ...shown, ...notes] };
}
