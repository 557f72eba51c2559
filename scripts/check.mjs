// Everything that must hold, one step after another; what CI runs. Stops at the first step that fails, and then
// still prints the summary. The results of test runs are left as JSON in CHECK_RESULTS, or in `.tmp/results`.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const results = process.env.CHECK_RESULTS ?? '.tmp/results';
mkdirSync(results, { recursive: true });
const npm = (script) => ['npm', 'run', '--silent', script];
const tests = (name, ...args) => [process.execPath, 'scripts/run-tests.mjs', join(results, name), ...args];

const steps = [
  ['lint', npm('lint')],
  ['arrows', npm('arrows')],
  ['types', npm('types')],
  ['drift', npm('db:drift')],
  ['planted faults', npm('planted-faults')],
  ['tests', tests('offline.json')],
  ['tests with real parts', tests('real.json', '--config', 'jest.real.config.mjs')],
  ['beside the reference', npm('conformance:reference')],
];

const done = [];
for (const [name, [command, ...args]] of steps) {
  console.log(`\n=== ${name}`);
  const startedAt = performance.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  done.push({ name, passed: status === 0, seconds: (performance.now() - startedAt) / 1000 });
  if (status !== 0) break;
}

console.log('\n=== summary');
for (const { name, passed, seconds } of done) {
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(24)} ${seconds.toFixed(1)} s`);
}
for (const [name] of steps.slice(done.length)) console.log(`not run ${name}`);
process.exit(done.every(({ passed }) => passed) ? 0 : 1);
