import { Environment } from '@huggingface/jinja';

// The template engine's values, seen as Python sees them. The engine's own typings do not resolve under Node's module
// rules, so what is used of them is said here.

/** A value while a template runs: `type` names its class, `value` is the JavaScript inside. */
export interface Value {
  type: string;
  value: unknown;
  /** Python's truth: empty lists, empty dicts and empty strings are false. */
  __bool__(): { value: boolean };
  toString(): string;
}

/** Variables by name, with those of the scope around it. */
export interface Scope {
  setVariable(name: string, value: Value): Value;
}

export const newScope = (parent?: Scope): Scope => new Environment(parent as never) as unknown as Scope;

/** The engine's value for a JavaScript one: JSON, or a function of JSON. */
export function toValue(value: unknown): Value {
  return new Environment().set('value', value) as unknown as Value;
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
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element: Value, index) => equals(element, b[index] as Value));
  }
  if (a instanceof Map && b instanceof Map) {
    const entries = [...(a as Map<string, Value>)];
    return a.size === b.size && entries.every(([key, value]) => b.has(key) && equals(value, b.get(key)));
  }
  return isNumeric(a) && isNumeric(b) ? Number(a) === Number(b) : a === b;
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}
