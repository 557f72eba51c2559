import type { AgentInputItem, ModelRequest } from '@openai/agents';

/** A tool call of the current turn, with its result once there is one. */
export interface ToolCall {
  name: string;
  args: Record<string, unknown>;
  /** The result's text. */
  output?: string;
}

/** What the demo model reads from a request. */
export interface Conversation {
  /** What the person said last. */
  said: string;
  /** The answer before that; empty when there is none. */
  previousAnswer: string;
  isFirstAnswer: boolean;
  /** What came with it: each file's name, type and size. */
  files: string[];
  /** Calls since the person spoke, in order. */
  calls: ToolCall[];
}

/** Notes that the application makes for the model go in with the person's role; these are their beginnings. */
const note =
  /^(?:The user (?:was shown|attached:|refers to this passage:)|The @-mentions above mean|Context that the user does not see:|The assistant made this image:)/;

/** What the demo model reads from a request; notes of the application are not taken for the person’s words. */
export function toConversation({ input }: Pick<ModelRequest, 'input'>): Conversation {
  const items: AgentInputItem[] =
    typeof input === 'string' ? [{ type: 'message', role: 'user', content: input }] : input;
  const spokenAt = items.findLastIndex(
    (item) => isMessage(item, 'user') && (!note.test(textOf(item)) || filesOf(item).length > 0),
  );
  const before = items.slice(0, Math.max(spokenAt, 0));
  const answers = before.filter((item) => isMessage(item, 'assistant')).map(textOf);
  return {
    said: spokenAt < 0 ? '' : wordsOf(items[spokenAt]!),
    previousAnswer: answers.at(-1) ?? '',
    isFirstAnswer: !items.some((item) => isMessage(item, 'assistant')),
    files: spokenAt < 0 ? [] : filesOf(items[spokenAt]!),
    calls: toCalls(items.slice(spokenAt + 1)),
  };
}

function isMessage(item: AgentInputItem, role: 'user' | 'assistant'): boolean {
  return 'role' in item && item.role === role;
}

function textOf(item: AgentInputItem): string {
  const { content } = item as { content?: unknown };
  return partsToText(content);
}

/** What a person said, without the notes in the same message. */
function wordsOf(item: AgentInputItem): string {
  const { content } = item as { content?: unknown };
  return [content]
    .flat()
    .map(partsToText)
    .filter((text) => !note.test(text))
    .join('');
}

/** The lines by which the application tells of files (`read-attachments.ts`). */
function filesOf(item: AgentInputItem): string[] {
  const { content } = item as { content?: unknown };
  return [content].flat().flatMap((part) => {
    const [, file] = /^The user attached: (.+)/.exec(partsToText(part)) ?? [];
    return file === undefined ? [] : file;
  });
}

function toCalls(items: readonly AgentInputItem[]): ToolCall[] {
  const outputs = new Map(
    items.flatMap((item) =>
      item.type === 'function_call_result' ? [[item.callId, partsToText(item.output)] as const] : [],
    ),
  );
  return items.flatMap((item) =>
    item.type === 'function_call'
      ? [{ name: item.name, args: toObject(item.arguments), output: outputs.get(item.callId) }]
      : [],
  );
}

/** The text of a string, of a part, or of a list of them: results come in all three. */
function partsToText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(partsToText).join('');
  if (value === null || typeof value !== 'object') return '';
  const { text } = value as { text?: unknown };
  return typeof text === 'string' ? text : '';
}

/** A JSON object in a text, however often it was wrapped as `{"type":"text","text":"…"}`; else nothing. */
export function toObject(text: string | undefined): Record<string, unknown> {
  const value = parse(text ?? '');
  const inner = partsToText(value);
  if (typeof value !== 'string' && inner) return toObject(inner);
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
