// From what a person says is to be done to the titles of tasks.

/** A task’s texts, taken from a sentence. */
export interface NewTaskText {
  title: string;
  description?: string;
}

const withDetails = /^(.+?),?\s+with\s+(?:the\s+|a\s+)?(?:description|note|details?|comment)s?:?\s+(.+)$/is;
/** A part that starts like this goes on with the part before it. */
const goesOn =
  /^(?:the|who|whom|which|that|but|because|so|if|when|then|at|by|on|in|from|with|for|before|after|until|or|not|tomorrow|today|tonight|\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm)?$)\b/i;
const maxWordsOfPart = 6;

/** One task, in the person's own words; only the first letter is made a capital. */
export function toNewTask(text: string): NewTaskText {
  const [, title, description] = withDetails.exec(text) ?? [];
  if (title && description) return { title: toTitle(title), description: unquote(description) };
  return { title: toTitle(text) };
}

/** The tasks of an enumeration when its parts are clearly separate (`a, b and c`, `a; b`), else one task. */
export function toNewTasks(text: string): NewTaskText[] {
  const parts = text.split(/\s*[;\n]\s*/).flatMap(splitAtCommas);
  const titles = parts.map((part) => part.replace(/^(?:[-*•]|\d+[.)])\s+/, '').trim()).filter(Boolean);
  return (titles.length > 1 ? titles : [text]).map(toNewTask);
}

function splitAtCommas(text: string): string[] {
  if (!text.includes(',') || /["“”]/.test(text)) return [text];
  const parts = text
    .split(/\s*,\s*(?:and\s+|&\s*)?/i)
    .flatMap((part, index, all) => (index === all.length - 1 ? part.split(/\s+(?:and|&)\s+/i) : [part]))
    .filter(Boolean);
  const isEnumeration = parts.every(
    (part) => !goesOn.test(part) && part.split(/\s+/).length <= maxWordsOfPart,
  );
  return isEnumeration ? parts : [text];
}

/** Without quotes around it and a full stop after it, and with a capital first letter. */
export function toTitle(text: string): string {
  const title = unquote(text);
  const [first = ''] = title;
  return first.toUpperCase() + title.slice(first.length);
}

/** The text without white space, quotes and a full stop around it. */
export function unquote(text: string): string {
  const bare = text
    .trim()
    .replace(/(?<![.!])[.!]+$/, '')
    .trim();
  return /^["“'‘](.+)["”'’]$/s.exec(bare)?.[1] ?? bare;
}
