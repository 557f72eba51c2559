import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { runScenario } from './run-scenario.js';
import { scenarios } from './scenarios.js';

// Asks the official Python server every scenario, and its template class for our widgets, and writes down what they
// answer. Needs a Python that has `openai-chatkit`, `fastapi` and `uvicorn`: name it in REFERENCE_PYTHON.

const python = process.env.REFERENCE_PYTHON ?? 'python3';
const widgets = execFileSync(python, ['test/reference/build-widgets.py'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
writeFileSync('test/reference/recorded-widgets.json', widgets);

const host = spawn(python, ['test/reference/host.py'], { stdio: ['ignore', 'pipe', 'inherit'] });
const [line] = (await once(createInterface(host.stdout), 'line')) as [string];
const { port, versions } = JSON.parse(line) as { port: number; versions: Record<string, string> };

const post = async (body: string): Promise<Response> => {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetch(`http://127.0.0.1:${port}/chatkit`, { method: 'POST', body });
    } catch (error) {
      // The port is bound before the server accepts on it.
      if (attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
};

const answers: Record<string, unknown> = {};
try {
  for (const scenario of scenarios) answers[scenario.name] = await runScenario(post, scenario);
} finally {
  host.kill();
}
writeFileSync('test/reference/recorded.json', `${JSON.stringify({ versions, answers }, null, 1)}\n`);
process.stdout.write(`${scenarios.length} scenarios recorded from ${JSON.stringify(versions)}\n`);
