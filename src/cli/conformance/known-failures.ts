import { existsSync, readFileSync } from 'node:fs';
import { referenceFailures } from './reference-failures.js';

/** Lists of known failures that come with the command, by name. */
const builtIn: Readonly<Record<string, Readonly<Record<string, string>>>> = { reference: referenceFailures };

/** A list of known failures that cannot be used. */
export class KnownFailuresError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KnownFailuresError';
  }
}

/**
 * Names of cases that may fail, with the reason.
 * @param source `reference`, the path of a file (a name on each line, and after a space the reason; `#` begins a
 *   comment), or names with commas between them.
 * @throws KnownFailuresError for a name that no case has.
 */
export function readKnownFailures(
  source: string | undefined,
  caseNames: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const known = new Map(source === undefined ? [] : entriesOf(source));
  const unknown = [...known.keys()].filter((name) => !caseNames.has(name));
  if (unknown.length)
    throw new KnownFailuresError(`--known-failures: no case is called ${unknown.join(', ')}`);
  return known;
}

function entriesOf(source: string): [string, string][] {
  if (Object.hasOwn(builtIn, source)) return Object.entries(builtIn[source]!);
  const lines = existsSync(source) ? readFileSync(source, 'utf8').split('\n') : source.split(',');
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = '', ...reason] = line.split(/\s+/);
      return [name, reason.join(' ')];
    });
}
