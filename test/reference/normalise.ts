const generatedId = /^(thr|msg|wf|tc|tsk|atc|shcx|fc)_([0-9a-f]{8}|[0-9a-f]{32}|model\w*)$/;

/** A call that the page carries out has the model's id in the reference, and one of ours here (Q14). */
const alias: Record<string, string> = { fc: 'tc' };

/**
 * Writes alike what differs from run to run. Ids that a server or a model made become `thr#1` and so on, in the
 * order in which they are met, dates become `date`, times `seconds`, and the note that a stop leaves for the model,
 * which is free text, `note`.
 */
export function normalise(value: unknown, names = new Map<string, string>(), key = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => normalise(each, names));
  if (value !== null && typeof value === 'object') return normaliseObject(value, names);
  if (key === 'created_at') return 'date';
  if (key === 'duration') return 'seconds';
  return typeof value === 'string' ? nameOf(value, names) : value;
}

function normaliseObject(value: object, names: Map<string, string>): object {
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const written = entries.map(([name, each]) => [name, normalise(each, names, name)] as const);
  const isNote = (value as { type?: unknown }).type === 'sdk_hidden_context';
  return { ...Object.fromEntries(written), ...(isNote && { content: 'note' }) };
}

function nameOf(value: string, names: Map<string, string>): string {
  const made = generatedId.exec(value)?.[1];
  if (!made) return value;
  const prefix = alias[made] ?? made;
  let name = names.get(value);
  if (!name) {
    const count = [...names.values()].filter((each) => each.startsWith(`${prefix}#`)).length;
    name = `${prefix}#${count + 1}`;
    names.set(value, name);
  }
  return name;
}
