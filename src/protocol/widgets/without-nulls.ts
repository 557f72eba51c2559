/**
 * A deep copy of a JSON value with nothing in it that is not there: `null` and `undefined` are left out of objects
 * and arrays at every depth, payloads of actions included (protocol document 8.3). What JSON cannot say (functions,
 * symbols, `NaN`) counts as nothing too, and what says itself in JSON (a `Date`) is copied as that.
 */
export function withoutNulls<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (isNothing(value)) return undefined;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(copy).filter((element) => element !== undefined);
  if (saysItself(value)) return copy(value.toJSON());
  const entries = Object.entries(value!).map(([key, entry]) => [key, copy(entry)] as const);
  // `fromEntries` defines own properties, so a `__proto__` key stays data.
  return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined));
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'number' ? !Number.isFinite(value) : ['function', 'symbol'].includes(typeof value);
}

function saysItself(value: unknown): value is { toJSON(): unknown } {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function';
}
