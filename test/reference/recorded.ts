import { readFileSync, writeFileSync } from 'node:fs';
import type { Outcome } from './run-scenario.js';

/** What the reference did, by the scenario's name, and what it was. */
export interface Recorded {
  versions: Record<string, string>;
  outcomes: Record<string, Outcome>;
}

/** Where to read; REFERENCE_RECORDED names another folder than the one that is kept with the tests. */
export const recordedFolder = process.env.REFERENCE_RECORDED ?? 'test/reference';

export function readRecorded(folder = recordedFolder): Recorded {
  return JSON.parse(readFileSync(`${folder}/recorded.json`, 'utf8')) as Recorded;
}

/** One line for each scenario, so that a change shows which ones it touches. */
export function writeRecorded({ versions, outcomes }: Recorded, folder: string): void {
  const lines = Object.entries(outcomes).map(
    ([name, outcome]) => `${JSON.stringify(name)}: ${JSON.stringify(outcome)}`,
  );
  const text = `{"versions": ${JSON.stringify(versions)},\n"outcomes": {\n${lines.join(',\n')}\n}}\n`;
  writeFileSync(`${folder}/recorded.json`, text);
}
