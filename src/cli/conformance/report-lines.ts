import type { Report } from './report.js';
import type { CaseResult } from './run.js';

const width = 36;
const column = 9;

/** The report as lines for a terminal. */
export function toLines(report: Report): string[] {
  const failed = report.cases.filter(({ result }) => result === 'failed');
  const isNew = ({ known }: CaseResult) => known === undefined;
  const ofLevel = (level: CaseResult['level']) =>
    failed.filter((each) => each.level === level && isNew(each));
  return [
    ...tableOf(report),
    ...section('Failed: a ChatKit client would break', ofLevel('must').flatMap(failureLines)),
    ...section(
      'Not followed: better behaviour, on which no client depends',
      ofLevel('should').flatMap(failureLines),
    ),
    ...section(
      'Known failures',
      failed
        .filter((each) => !isNew(each))
        .map(({ name, level, known }) => `  ${name} (${level})${known && `: ${known}`}`),
    ),
    ...section(
      'Known failures that passed',
      report.unexpectedlyPassed.map((name) => `  ${name}`),
    ),
    ...section('Not seen', notSeenLines(report.cases)),
    ...section(
      'What no client can see',
      report.cannotSee.map((line) => `  ${line}`),
    ),
    ...section(
      'Left on the server, which did not delete it',
      report.leftBehind.map((id) => `  ${id}`),
    ),
    '',
    summaryLine(report),
  ];
}

function tableOf({ operations }: Report): string[] {
  const row = (name: string, ...cells: (string | number)[]) =>
    name.padEnd(width) + cells.map((cell) => String(cell || '-').padStart(column)).join('');
  return [
    row('operation', 'passed', 'failed', 'not seen'),
    ...Object.entries(operations)
      .filter(([, { passed, failed, notSeen }]) => passed + failed + notSeen > 0)
      .map(([name, { passed, failed, notSeen }]) => row(name, passed, failed, notSeen)),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length ? ['', title, ...lines] : [];
}

function failureLines({ name, sentence, failure, rules }: CaseResult): string[] {
  const { sent, came, expected } = failure!;
  return [
    `  ✗ ${name}  ${sentence}`,
    `      sent      ${sent}`,
    `      came      ${came}`,
    `      expected  ${expected}`,
    `      rule      ${rules}`,
  ];
}

/** One line for each reason: most often one reason keeps many cases from being seen. */
function notSeenLines(cases: readonly CaseResult[]): string[] {
  const namesByReason = new Map<string, string[]>();
  for (const { result, name, reason } of cases) {
    if (result === 'not seen') namesByReason.set(reason!, [...(namesByReason.get(reason!) ?? []), name]);
  }
  return [...namesByReason].flatMap(([reason, names]) => [
    `  ${reason}`,
    ...names.map((name) => `    - ${name}`),
  ]);
}

function summaryLine({ ok, summary: { passed, broken, advised, known, notSeen } }: Report): string {
  const verdict = ok
    ? 'ChatKit clients can talk to this server.'
    : 'ChatKit clients would break on this server.';
  return `${passed} passed, ${broken} failed, ${advised} not followed, ${known} known, ${notSeen} not seen. ${verdict}`;
}
