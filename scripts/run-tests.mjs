// Runs jest. When few files fail, runs those once more, one at a time and with nothing beside them: on a machine that is
// busy, a test with a browser or a bound of time may fail for that alone. What passes only then is named, so that it is
// seen; what fails twice has failed.
//
//     node scripts/run-tests.mjs results.json [arguments of jest]
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** With more than this many files, something is broken. */
const mostFiles = 3;

const [results, ...args] = process.argv.slice(2);
const again = `${results}.again`;

function jest(outputFile, ...more) {
  const command = ['node_modules/jest/bin/jest.js', ...args, '--json', `--outputFile=${outputFile}`, ...more];
  const { status } = spawnSync(process.execPath, command, { stdio: ['inherit', 'ignore', 'inherit'] });
  return status;
}

rmSync(results, { force: true });
let status = jest(results);
const files = status === 0 ? [] : failedIn(results);
if (files.length > 0 && files.length <= mostFiles) {
  console.log(`\n=== once more, with nothing beside: ${files.join(', ')}`);
  status = jest(again, '--runInBand', '--runTestsByPath', ...files);
  take(again, results);
  rmSync(again);
  if (status === 0) console.log('\nPassed only with nothing beside:', files.join(', '));
}
process.exit(status ?? 1);

function failedIn(file) {
  try {
    return read(file)
      .testResults.filter((suite) => suite.status === 'failed')
      .map((suite) => suite.name);
  } catch {
    // Jest came to no end.
    return [];
  }
}

/** Puts the results of a second run in the place of the first one's. */
function take(second, first) {
  const later = read(second).testResults;
  const all = read(first);
  const kept = all.testResults.filter(({ name }) => !later.some((suite) => suite.name === name));
  all.testResults = [...kept, ...later];
  const tests = all.testResults.flatMap((suite) => suite.assertionResults);
  const broken = all.testResults.filter(
    (suite) => suite.status === 'failed' && !suite.assertionResults.some((test) => test.status === 'failed'),
  );
  all.numPassedTests = tests.filter((test) => test.status === 'passed').length;
  all.numFailedTests = tests.filter((test) => test.status === 'failed').length;
  all.numRuntimeErrorTestSuites = broken.length;
  writeFileSync(first, JSON.stringify(all));
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
