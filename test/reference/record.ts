import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startScriptedProvider } from '../support/scripted-provider.js';
import { writeRecorded } from './recorded.js';
import { startReference } from './reference-host.js';
import { runScenario, type Outcome } from './run-scenario.js';
import { agentScenarios, hookScenarios } from './scenarios.js';

// Asks the official Python server every scenario, and its template class for our widgets, and writes down all that
// can be seen of it. REFERENCE_PYTHON names a Python that has `openai-chatkit`, `fastapi` and `uvicorn`.

const { values } = parseArgs({ options: { folder: { type: 'string', default: 'test/reference' } } });
const python = process.env.REFERENCE_PYTHON ?? 'python3';
const widgets = execFileSync(python, ['test/reference/build-widgets.py'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  timeout: 60_000,
});
writeFileSync(`${values.folder}/recorded-widgets.json`, widgets);

const provider = await startScriptedProvider();
const reference = await startReference(python, provider.baseURL);
const { versions } = reference;
const scenarios = [...hookScenarios, ...agentScenarios];
const outcomes: Record<string, Outcome> = {};
try {
  for (const scenario of scenarios) {
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
writeRecorded({ versions, outcomes }, `${values.folder}/recorded.json`);
process.stdout.write(`${scenarios.length} scenarios recorded from ${JSON.stringify(versions)}\n`);
