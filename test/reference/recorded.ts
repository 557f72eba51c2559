import { readFileSync, writeFileSync } from 'node:fs';
import type { Outcome } from './run-scenario.js';

/** What the reference did, by the scenario's name, and what it was. */
export interface Recorded {
  versions: Record<string, string>;
  outcomes: Record<string, Outcome>;
}

const file = 'test/reference/recorded.json';

/** REFERENCE_OUTCOMES names a file to read in the place of the one that is kept with the tests. */
export function readRecorded(path = process.env.REFERENCE_OUTCOMES ?? file): Recorded {
  return JSON.parse(readFileSync(path, 'utf8')) as Recorded;
}

/** One line for each scenario, so that a change shows which ones it touches. */
export function writeRecorded({ versions, outcomes }: Recorded, path = file): void {
  const lines = Object.entries(outcomes).map(
    ([name, outcome]) => `${JSON.stringify(name)}: ${JSON.stringify(outcome)}`,
  );
  writeFileSync(path, `{"versions": ${JSON.stringify(versions)},\n"outcomes": {\n${lines.join(',\n')}\n}}\n`);
}
