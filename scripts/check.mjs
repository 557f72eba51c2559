// Everything that must hold, one step after another; what CI runs. Stops at the first step that fails, and then
// still prints the summary. The results of test runs are left as JSON in CHECK_RESULTS, when that is set.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const results = process.env.CHECK_RESULTS;
if (results) mkdirSync(results, { recursive: true });
/** Arguments that make a test run leave its results. */
const leaving = (name) => (results ? ['--', '--json', `--outputFile=${join(results, `${name}.json`)}`] : []);

const steps = [
  ['lint', ['run', '--silent', 'lint']],
  ['arrows', ['run', '--silent', 'arrows']],
  ['types', ['run', '--silent', 'types']],
  ['drift', ['run', '--silent', 'db:drift']],
  ['planted faults', ['run', '--silent', 'planted-faults']],
  ['tests', ['run', '--silent', 'test', ...leaving('offline')]],
  ['tests with real parts', ['run', '--silent', 'test:real', ...leaving('real')]],
  ['beside the reference', ['run', '--silent', 'conformance:reference']],
];

const done = [];
for (const [name, args] of steps) {
  console.log(`\n=== ${name}`);
  const startedAt = performance.now();
  const { status } = spawnSync('npm', args, { stdio: 'inherit' });
  done.push({ name, passed: status === 0, seconds: (performance.now() - startedAt) / 1000 });
  if (status !== 0) break;
}

console.log('\n=== summary');
for (const { name, passed, seconds } of done) {
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(24)} ${seconds.toFixed(1)} s`);
}
for (const [name] of steps.slice(done.length)) console.log(`not run ${name}`);
process.exit(done.every(({ passed }) => passed) ? 0 : 1);
