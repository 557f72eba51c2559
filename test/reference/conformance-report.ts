import { isDeepStrictEqual } from 'node:util';
import type { Recorded } from './recorded.js';
import type { Scenario } from './scenario.js';
import { agentScenarios, hookScenarios } from './scenarios.js';
import { titleOf } from './titles.js';

/** What jest says with `--json`. */
export interface TestResults {
  testResults: {
    name: string;
    message: string;
    assertionResults: { title: string; status: string; failureMessages: string[] }[];
  }[];
}

/** What `validate_answers.py` says. */
export interface Shapes {
  /** How many of each kind were judged. */
  kinds: Record<string, number>;
  /** An example of each fault. */
  wrong: Record<string, string>;
}

const print = (line = '') => process.stdout.write(`${line}\n`);

/** The table of scenarios: what each came to, and where we mean to differ. @returns whether all is well. */
export function printScenarios(testResults: TestResults['testResults']): boolean {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const resultOf = new Map(tests.map((test) => [test.title, test.status]));
  const scenarios = [...hookScenarios, ...agentScenarios];
  for (const scenario of scenarios) printScenario(scenario, resultOf.get(titleOf(scenario)) ?? 'not run');
  const isSame = (scenario: Scenario) => resultOf.get(titleOf(scenario)) === 'passed';
  const differing = scenarios.filter(({ differs }) => differs).length;
  print();
  print(
    `${scenarios.filter(isSame).length} of ${scenarios.length} scenarios as they should be ` +
      `(${hookScenarios.length} of hooks, ${agentScenarios.length} of agents); ${differing} differ as listed`,
  );
  printFailures(testResults);
  const isBroken = testResults.length === 0 || testResults.some(({ message }) => message);
  return !isBroken && scenarios.every(isSame) && tests.every(({ status }) => status === 'passed');
}

function printScenario(scenario: Scenario, status: string): void {
  const differences = Object.entries(scenario.differs ?? {});
  const word = status !== 'passed' ? 'FAILED ' : differences.length ? 'differs' : 'same   ';
  print(`${word} ${titleOf(scenario)}`);
  for (const [place, difference] of differences) {
    print(`          ${/^\d/.test(place) ? `answer ${+place + 1}` : place}: ${difference!.why}`);
  }
}

function printFailures(testResults: TestResults['testResults']): void {
  for (const { name, message, assertionResults } of testResults) {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (message && !failed.length) print(`\n${name}\n${message}`);
    for (const { title, failureMessages } of failed) print(`\n${title}\n${failureMessages.join('\n')}`);
  }
}

/** Whether what is kept with the tests is what the reference does. Of another version it need not be. */
export function printDrift(live: Recorded, kept: Recorded): boolean {
  const names = Object.keys({ ...live.outcomes, ...kept.outcomes });
  const drifted = names.filter((name) => !isDeepStrictEqual(live.outcomes[name], kept.outcomes[name]));
  if (!drifted.length) return true;
  print(`\nthe reference no longer does what is recorded (npm run reference:record):`);
  for (const name of drifted) print(`  ${name}`);
  return !isDeepStrictEqual(live.versions, kept.versions);
}

/** How many answers the reference's types took. @returns whether they took all. */
export function printShapes({ kinds, wrong }: Shapes): boolean {
  const count = Object.values(kinds).reduce((sum, each) => sum + each, 0);
  print(`\n${count} answers of ${Object.keys(kinds).length} kinds judged by the reference's types`);
  for (const [fault, example] of Object.entries(wrong)) print(`  ${fault}\n    ${example}`);
  return count > 0 && Object.keys(wrong).length === 0;
}
