import { subjectOf, type Case, type Level, type Subject } from './case.js';
import { NotSeen, Unmet } from './outcome.js';
import type { World } from './world.js';

/** What came of a case. */
export interface CaseResult {
  name: string;
  subject: Subject;
  level: Level;
  result: 'passed' | 'failed' | 'not seen';
  rules: string;
  sentence: string;
  /** Of a failure. */
  failure?: { sent: string; came: string; expected: string };
  /** Why a failure was to be expected; empty when the list gave no reason. */
  known?: string;
  /** Why a case was not seen. */
  reason?: string;
}

interface RunOptions {
  cases: readonly Case[];
  /** Names of cases that may fail, with the reason. */
  known: ReadonlyMap<string, string>;
  /** Hears of every case before it runs. */
  onCase?: (name: string, index: number, count: number) => void;
}

/** Runs the cases one after another. */
export async function runCases(
  world: World,
  { cases, known, onCase }: RunOptions,
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  for (const [index, each] of cases.entries()) {
    onCase?.(each.name, index, cases.length);
    results.push(await runCase(world, each, known));
  }
  return results;
}

async function runCase(world: World, one: Case, known: ReadonlyMap<string, string>): Promise<CaseResult> {
  const { name, level, rules, sentence } = one;
  const about = { name, subject: subjectOf(one), level, rules, sentence };
  try {
    await one.check(world);
    return { ...about, result: 'passed' };
  } catch (error) {
    if (error instanceof NotSeen) return { ...about, result: 'not seen', reason: error.message };
    const failure = toFailure(error);
    const why = known.get(name);
    return { ...about, result: 'failed', failure, ...(why !== undefined && { known: why }) };
  }
}

/** An answer that nobody foresaw makes a check itself fail. That is no pass. */
function toFailure(error: unknown): NonNullable<CaseResult['failure']> {
  if (error instanceof Unmet) return { sent: error.sent, came: error.came, expected: error.expected };
  return {
    sent: 'what the case sends',
    came: `an answer that the check tripped over: ${String(error)}`,
    expected: 'another',
  };
}
