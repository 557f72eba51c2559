import { Environment, type Value } from './template-engine.js';

// The engine's values, seen as Python sees them.

/** The engine's value for a JavaScript one: JSON, or a function of JSON. */
export function toValue(value: unknown): Value {
  return new Environment().set('value', value);
}

/** What a value prints: what `str()` says of it, but that lists and dicts are written as JSON. */
export function toText(value: Value): string {
  if (value.type === 'UndefinedValue') return '';
  if (value.type === 'NullValue') return 'None';
  if (value.type === 'BooleanValue') return value.value ? 'True' : 'False';
  return value.toString();
}

/** Python's `==`: by content, without conversions, but that `True` is 1. */
export function equals(left: Value, right: Value): boolean {
  const [a, b] = [left.value, right.value];
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((each, index) => equals(each, b[index]!));
  if (isDict(a) && isDict(b)) return a.size === b.size && [...a].every(([key, value]) => has(b, key, value));
  return isNumeric(a) && isNumeric(b) ? Number(a) === Number(b) : a === b;
}

export const isList = (value: unknown): value is Value[] => Array.isArray(value);
export const isDict = (value: unknown): value is Map<unknown, Value> => value instanceof Map;

function has(dict: Map<unknown, Value>, key: unknown, value: Value): boolean {
  const found = dict.get(key);
  return found !== undefined && equals(value, found);
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}
