// What text becomes when it is stored, as architecture invariant 10 promises it. Written anew here: a model that
// borrowed the server's own repair would agree with every mistake in it.

const halfPair = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** NUL and lone surrogates are replaced. */
export const wellFormed = (text: string): string =>
  text.replace(halfPair, '\uFFFD').replaceAll('\0', '\uFFFD');

/** A title: also without a byte order mark in front. */
export const wellFormedTitle = (text: string): string => wellFormed(text).replace(/^\uFEFF/, '');

/** The same for every string of a JSON value, names of members included. */
export function stored<T>(value: T): T {
  const json: unknown = JSON.parse(JSON.stringify(value), (_key, part: unknown) => {
    if (typeof part === 'string') return wellFormed(part);
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([name, member]) => [wellFormed(name), member]));
  });
  return json as T;
}
