import { allCases } from './cases/all.js';
import { subjectOf } from './case.js';
import { ConformanceClient } from './client.js';
import { KnownFailuresError, readKnownFailures } from './known-failures.js';
import { parseOptions, usage, UsageError, type Options } from './options.js';
import { toLines } from './report-lines.js';
import { toReport, type Report } from './report.js';
import { runCases } from './run.js';
import { World } from './world.js';

/** A server that cannot be asked at all. */
export class UnreachableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreachableError';
  }
}

const words = [UsageError, KnownFailuresError, UnreachableError];

/** `nestjs-chatkit conformance`. @returns the exit code. */
export async function conformance(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (!options) return say(usage, 0);
    const report = await examine(options, showProgress);
    return say(
      options.json ? JSON.stringify(report, null, 2) : toLines(report).join('\n'),
      report.ok ? 0 : 1,
    );
  } catch (error) {
    if (!words.some((kind) => error instanceof kind)) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
}

/**
 * Asks a server everything, and takes away what it left there.
 * @throws UnreachableError, KnownFailuresError
 */
export async function examine(
  { url, headers, otherHeaders, origin, say, timeoutMs, only, knownFailures }: Omit<Options, 'json'>,
  onCase?: Parameters<typeof runCases>[1]['onCase'],
): Promise<Report> {
  const known = readKnownFailures(knownFailures, new Set(allCases.map(({ name }) => name)));
  const client = new ConformanceClient({ url, headers, timeoutMs });
  await reach(client);
  const world = new World({
    client,
    say,
    ...(otherHeaders && { other: new ConformanceClient({ url, headers: otherHeaders, timeoutMs }) }),
    ...(origin && { origin }),
  });
  const cases = only.length ? allCases.filter((each) => only.includes(subjectOf(each))) : allCases;
  const results = await runCases(world, { cases, known, ...(onCase && { onCase }) });
  return toReport({ url, results, known, leftBehind: await world.clear() });
}

/** One harmless request, so that a wrong address or token is one sentence and not a hundred failures. */
async function reach(client: ConformanceClient): Promise<void> {
  const { came, end, status } = await client.call('threads.list', { limit: 1 });
  const { url } = client.options;
  if (end === 'no answer') throw new UnreachableError(`Nothing answers at ${url}: ${came}`);
  if (status === 401 || status === 403)
    throw new UnreachableError(`${url} asks who you are (${status}): give --token or --header.`);
  if (status === 404 || status === 405)
    throw new UnreachableError(
      `${url} is not the ChatKit endpoint (${status}): name its path too, such as /chatkit.`,
    );
}

function showProgress(name: string, index: number, count: number): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\r\x1b[K${index + 1}/${count} ${name}${index + 1 === count ? '\r\x1b[K' : ''}`);
}

function say(text: string, exitCode: number): number {
  process.stdout.write(`${text}\n`);
  return exitCode;
}
