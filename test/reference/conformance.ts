import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { findPython } from './find-python.js';
import { recordReference } from './record-reference.js';
import {
  printDrift,
  printScenarios,
  printShapes,
  type Shapes,
  type TestResults,
} from './conformance-report.js';
import { readRecorded } from './recorded.js';

// Everything beside the reference, live: asks it every scenario, runs our side against what it did, and gives what
// our servers answered in these and other tests to its own types. Ends with 1 for any difference that is not listed.

const folder = '.tmp/reference-live';
const answers = `${folder}/answers.jsonl`;
/** Suites that have our servers answer in many ways; what they answer is judged. */
const suites = [
  'test/reference',
  'test/operations',
  'test/turns',
  'test/testing',
  'test/http/turns',
  'test/http/widgets',
  'test/http/conversation',
  'test/agent/bridge',
];
const jestMs = 300_000;
const judgeMs = 60_000;

const python = findPython();
rmSync(folder, { recursive: true, force: true });
const { versions } = await recordReference(python, folder);
process.stdout.write(`the reference: ${JSON.stringify(versions)}\n\n`);
const results = [
  ...(await runJest(suites)),
  // Our own examination of a server must find in the reference what it is known to find.
  ...(await runJest(['--config', 'jest.real.config.mjs', 'test/real/conformance-reference'])),
];

const passed = [
  printScenarios(results),
  printDrift(readRecorded(folder), readRecorded('test/reference')),
  printShapes(judge()),
];
process.exit(passed.every(Boolean) ? 0 : 1);

/** Runs suites of ours in a process group of its own, which is ended whatever happens. */
async function runJest(args: readonly string[]): Promise<TestResults['testResults']> {
  const results = `${folder}/results.json`;
  rmSync(results, { force: true });
  const jest = spawn(
    process.execPath,
    ['node_modules/jest/bin/jest.js', ...args, '--silent', '--json', `--outputFile=${results}`],
    {
      stdio: 'ignore',
      detached: true,
      env: {
        ...process.env,
        REFERENCE_PYTHON: python,
        REFERENCE_RECORDED: folder,
        RECORD_ANSWERS: answers,
      },
    },
  );
  const end = () => {
    try {
      process.kill(-jest.pid!, 'SIGKILL');
    } catch {
      // They have all ended.
    }
  };
  process.once('exit', end);
  const timer = setTimeout(end, jestMs);
  await once(jest, 'close');
  clearTimeout(timer);
  end();
  process.off('exit', end);
  if (!existsSync(results)) throw new Error(`These suites came to no end: ${args.join(' ')}`);
  return (JSON.parse(readFileSync(results, 'utf8')) as TestResults).testResults;
}

function judge(): Shapes {
  const said = execFileSync(python, ['test/reference/validate_answers.py', answers], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: judgeMs,
    encoding: 'utf8',
  });
  return JSON.parse(said) as Shapes;
}
