/** A field of a form as a person left it. A name with dots stands for a place inside objects. */
export type Field = readonly [name: string, value: string | boolean];

/**
 * The payload of an action with the form's fields in it. What the payload has already wins over a field of the
 * same name, and a payload that is no object has no room for fields: then it stays as it is.
 */
export function mergeFields(payload: unknown, fields: readonly Field[]): unknown {
  if (fields.length === 0) return payload;
  const merged = structuredClone(payload ?? {});
  if (isRecord(merged)) for (const [name, value] of fields) put(merged, name.split('.'), value);
  return merged;
}

function put(target: Record<string, unknown>, [key, ...rest]: string[], value: string | boolean): void {
  if (!Object.hasOwn(target, key!)) target[key!] = rest.length > 0 ? {} : value;
  const inner = target[key!];
  if (rest.length > 0 && isRecord(inner)) put(inner, rest, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
