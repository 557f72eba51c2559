/** What a workflow's return value is to the person who asked. */
export type ReturnedAnswer =
  /** Something to read. */
  | { kind: 'text'; text: string }
  /** Guardrails let nothing through. */
  | { kind: 'blocked' }
  /** Data for a program, or nothing. */
  | { kind: 'none' };

const none = { kind: 'none' } as const;

/** Where a structured answer has its words, by the names that people give such a field; the first one counts. */
const names = ['output_text', 'answer', 'response', 'message', 'reply', 'text', 'output'];

/**
 * What a person is shown of a value that a workflow returned: a text as it is, of an object its `output_text`, and of
 * structured output the field that has the words. Other data is not for people.
 */
export function toReturnedAnswer(returned: unknown): ReturnedAnswer {
  if (typeof returned === 'string') return toText(returned);
  if (!isRecord(returned)) return none;
  if (isGuardrailReport(returned)) return { kind: 'blocked' };
  return inFields(returned);
}

/** Exports write structured output down as JSON, in `output_text` too. */
function toText(text: string): ReturnedAnswer {
  const parsed = parseJson(text);
  if (isRecord(parsed)) return inFields(parsed);
  if (Array.isArray(parsed) || text.trim() === '') return none;
  return { kind: 'text', text };
}

function inFields(record: Record<string, unknown>): ReturnedAnswer {
  const texts = Object.entries(record).filter(([, value]) => typeof value === 'string') as [string, string][];
  const name =
    names.find((each) => typeof record[each] === 'string') ?? (texts.length === 1 ? texts[0]![0] : '');
  return name ? toText(record[name] as string) : none;
}

/** An export's guardrails report by name whether each has failed: `{ pii: { failed: false }, jailbreak: … }`. */
function isGuardrailReport(record: Record<string, unknown>): boolean {
  const results = Object.values(record);
  const isReport =
    results.length > 0 && results.every((each) => isRecord(each) && typeof each.failed === 'boolean');
  return isReport && results.some((each) => (each as { failed: boolean }).failed);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
