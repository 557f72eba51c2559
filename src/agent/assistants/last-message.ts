import type { AgentInputItem } from '@openai/agents';

type UserMessage = Extract<AgentInputItem, { role: 'user' }>;

/**
 * What the person said last, of the input that a guardrail is given: their message, and what belongs to it, such as
 * the passage that it quotes. A guardrail that looks at the whole conversation would go on stopping it for a message
 * that it stopped before.
 */
export function lastMessageOf(input: string | AgentInputItem[]): string {
  if (typeof input === 'string') return input;
  const before = input.findLastIndex((item) => !isUserMessage(item));
  return input
    .slice(before + 1)
    .filter(isUserMessage)
    .map(wordsOf)
    .join('\n');
}

function isUserMessage(item: AgentInputItem): item is UserMessage {
  return 'role' in item && item.role === 'user';
}

/** The text of a person's message to the model. */
export function wordsOf({ content }: UserMessage): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'input_text' ? part.text : '')).join('');
}
