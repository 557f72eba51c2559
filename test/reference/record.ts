import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { writeRecorded } from './recorded.js';
import { startReference } from './reference-host.js';
import { runScenario, type Outcome } from './run-scenario.js';
import { hookScenarios } from './scenarios.js';

// Asks the official Python server every scenario, and its template class for our widgets, and writes down all that
// can be seen of it. REFERENCE_PYTHON names a Python that has `openai-chatkit`, `fastapi` and `uvicorn`.

const { values } = parseArgs({ options: { folder: { type: 'string', default: 'test/reference' } } });
const python = process.env.REFERENCE_PYTHON ?? 'python3';
const widgets = execFileSync(python, ['test/reference/build-widgets.py'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  timeout: 60_000,
});
writeFileSync(`${values.folder}/recorded-widgets.json`, widgets);

const reference = await startReference(python, 'http://127.0.0.1:9');
const { versions } = reference;
const outcomes: Record<string, Outcome> = {};
try {
  for (const scenario of hookScenarios) {
    try {
      outcomes[scenario.name] = await runScenario(reference, scenario);
    } catch (error) {
      throw new Error(`In "${scenario.name}"`, { cause: error });
    }
  }
} finally {
  reference.stop();
}
writeRecorded({ versions, outcomes }, `${values.folder}/recorded.json`);
process.stdout.write(`${hookScenarios.length} scenarios recorded from ${JSON.stringify(versions)}\n`);
