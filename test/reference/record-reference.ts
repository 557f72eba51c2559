import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { startScriptedProvider } from '../support/scripted-provider.js';
import { writeRecorded, type Recorded } from './recorded.js';
import { startReference } from './reference-host.js';
import { runScenario, type Outcome } from './run-scenario.js';
import { agentScenarios, hookScenarios } from './scenarios.js';

const widgetsMs = 60_000;

/**
 * Asks the official Python server every scenario, and its template class for our widgets, and writes into the folder
 * all that can be seen of it.
 * @param python One that has what `requirements.txt` names.
 */
export async function recordReference(python: string, folder: string): Promise<Recorded> {
  mkdirSync(folder, { recursive: true });
  const widgets = execFileSync(python, ['test/reference/build-widgets.py'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: widgetsMs,
  });
  writeFileSync(`${folder}/recorded-widgets.json`, widgets);
  const recorded = await recordScenarios(python);
  writeRecorded(recorded, folder);
  return recorded;
}

async function recordScenarios(python: string): Promise<Recorded> {
  const provider = await startScriptedProvider();
  const reference = await startReference(python, provider.baseURL);
  const outcomes: Record<string, Outcome> = {};
  try {
    for (const scenario of [...hookScenarios, ...agentScenarios]) {
      try {
        outcomes[scenario.name] = await runScenario(reference, scenario, provider);
      } catch (error) {
        throw new Error(`In "${scenario.name}"`, { cause: error });
      }
    }
  } finally {
    reference.stop();
    provider.close();
  }
  return { versions: reference.versions, outcomes };
}
