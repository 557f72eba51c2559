/**
 * Whether two JSON values are equal; a member that is undefined counts as absent. Written here because `expect` costs
 * a hundred times as much, and Node's own comparison takes objects of a test's realm for others.
 */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other) || Array.isArray(one) !== Array.isArray(other)) return false;
  const [names, otherNames] = [namesOf(one), namesOf(other)];
  return names.length === otherNames.length && names.every((name) => isSame(one[name], other[name]));
}

/** Expects the two to be equal, and shows the difference when they are not. */
export function expectSame(actual: unknown, expected: unknown): void {
  if (!isSame(actual, expected)) expect(actual).toEqual(expected);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object';

const namesOf = (value: Record<string, unknown>): string[] =>
  Object.keys(value).filter((name) => value[name] !== undefined);
