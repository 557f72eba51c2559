import { parseArgs } from 'node:util';
import { writeRecorded } from './recorded.js';
import { startReference } from './reference-host.js';
import { runScenario, type Outcome } from './run-scenario.js';
import { hookScenarios } from './scenarios.js';

// Asks the official Python server every scenario, and writes down all that can be seen of it. REFERENCE_PYTHON names
// a Python that has `openai-chatkit`, `fastapi` and `uvicorn`.

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const reference = await startReference(process.env.REFERENCE_PYTHON ?? 'python3', 'http://127.0.0.1:9');
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
writeRecorded({ versions, outcomes }, values.out);
process.stdout.write(`${hookScenarios.length} scenarios recorded from ${JSON.stringify(versions)}\n`);
