// Text as both database engines can hold it. PostgreSQL refuses NUL in text and jsonb and lone surrogates in
// jsonb, and changes the latter silently in text; the embedded engine drops a leading byte order mark.

const replacement = '\uFFFD';

/** The text with NUL and lone surrogates replaced by U+FFFD. Returns the same string when nothing is wrong. */
export function wellFormedText(text: string): string {
  const paired = text.isWellFormed() ? text : text.toWellFormed();
  return paired.includes('\0') ? paired.replaceAll('\0', replacement) : paired;
}

/** For a text column (titles, names): well-formed, and without a leading byte order mark. */
export function wellFormedLine(text: string): string {
  const text_ = wellFormedText(text);
  return text_.charCodeAt(0) === 0xfeff ? text_.slice(1) : text_;
}

export class TooDeepError extends Error {
  constructor(readonly maxDepth: number) {
    super(`The value is nested more than ${maxDepth} levels deep.`);
    this.name = 'TooDeepError';
  }
}

/** Levels of nesting that a stored value may have. Deeper JSON can stop the embedded engine for good. */
const maxStoredDepth = 64;

/**
 * A JSON value in which every string, keys included, is well-formed. Parts that need no change are returned as
 * they are, so a clean value costs a walk and no copy.
 * @throws TooDeepError when the value is nested deeper than `maxDepth`.
 */
export function wellFormedJson<T>(value: T, maxDepth = maxStoredDepth): T {
  return repair(value, maxDepth, maxDepth) as T;
}

function repair(value: unknown, left: number, maxDepth: number): unknown {
  if (typeof value === 'string') return wellFormedText(value);
  if (value === null || typeof value !== 'object') return value;
  if (left === 0) throw new TooDeepError(maxDepth);
  return Array.isArray(value) ? repairArray(value, left, maxDepth) : repairObject(value, left, maxDepth);
}

function repairArray(values: unknown[], left: number, maxDepth: number): unknown[] {
  let copy: unknown[] | undefined;
  values.forEach((value, index) => {
    const repaired = repair(value, left - 1, maxDepth);
    if (repaired !== value) (copy ??= values.slice())[index] = repaired;
  });
  return copy ?? values;
}

function repairObject(object: object, left: number, maxDepth: number): object {
  let changed = false;
  const entries = Object.entries(object).map(([key, value]) => {
    const entry = [wellFormedText(key), repair(value, left - 1, maxDepth)] as const;
    changed ||= entry[0] !== key || entry[1] !== value;
    return entry;
  });
  // `fromEntries` defines own properties, so a `__proto__` key stays data.
  return changed ? Object.fromEntries(entries) : object;
}
