import { isDeepStrictEqual } from 'node:util';

/** Whether two values are the same JSON, whatever the order of their keys. Nothing is the same as `null`. */
export function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(toJson(one), toJson(other));
}

const toJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
