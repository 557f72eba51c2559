import { operationTypes } from '../../protocol/requests.js';
import { cannotSee } from './cannot-see.js';
import type { Subject } from './case.js';
import type { CaseResult } from './run.js';

/** The outcome of a run, as `--json` prints it. */
export interface Report {
  url: string;
  /** Whether every `must` passed, but for the known failures. */
  ok: boolean;
  summary: Summary;
  operations: Record<string, Counts>;
  cases: readonly CaseResult[];
  /** Listed as known failures, but passed. */
  unexpectedlyPassed: string[];
  /** Ids of threads that the server did not delete. */
  leftBehind: readonly string[];
  cannotSee: readonly string[];
}

interface Counts {
  passed: number;
  failed: number;
  notSeen: number;
}

interface Summary extends Counts {
  /** Failures of `must` that are not known. */
  broken: number;
  /** Failures of `should` that are not known. */
  advised: number;
  known: number;
}

interface ReportInput {
  url: string;
  results: readonly CaseResult[];
  known: ReadonlyMap<string, string>;
  leftBehind: readonly string[];
}

export function toReport({ url, results, known, leftBehind }: ReportInput): Report {
  const summary = summaryOf(results);
  const subjects: Subject[] = [...operationTypes, 'transport'];
  const counted = subjects.map(
    (subject) => [subject, countsOf(results.filter((result) => result.subject === subject))] as const,
  );
  return {
    url,
    ok: summary.broken === 0,
    summary,
    operations: Object.fromEntries(counted),
    cases: results,
    unexpectedlyPassed: results
      .filter(({ name, result }) => result === 'passed' && known.has(name))
      .map(({ name }) => name),
    leftBehind,
    cannotSee,
  };
}

function countsOf(results: readonly CaseResult[]): Counts {
  const count = (wanted: CaseResult['result']) => results.filter(({ result }) => result === wanted).length;
  return { passed: count('passed'), failed: count('failed'), notSeen: count('not seen') };
}

function summaryOf(results: readonly CaseResult[]): Summary {
  const failed = results.filter(({ result }) => result === 'failed');
  const isNew = ({ known }: CaseResult) => known === undefined;
  return {
    ...countsOf(results),
    broken: failed.filter((result) => result.level === 'must' && isNew(result)).length,
    advised: failed.filter((result) => result.level === 'should' && isNew(result)).length,
    known: failed.filter((result) => !isNew(result)).length,
  };
}
