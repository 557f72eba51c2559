import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { loadConfig, type Config } from '../../config.js';
import { normaliseDatabaseUrl } from '../../config/addresses.js';
import { openDatabase } from '../../database/open-database.js';
import { hostedRecords } from './hosted-records.js';
import { ImportIds } from './import-ids.js';
import { jsonRecords } from './json-records.js';
import { ImportArgumentsError, parseImportArguments, readUsers, type ImportArguments } from './options.js';
import { RecordSource } from './record-source.js';
import type { ImportReport } from './report.js';
import { importTasks, runImport, type ImportOptions } from './run-import.js';
import type { ImportSource, Problem } from './source.js';
import { TablesError, TableSource } from './table-source.js';

const progressMs = 2_000;

/**
 * Brings conversations of another server into this one's database.
 * @returns the exit code: 1 when something could not be read or has no place here, 2 for arguments that cannot be
 * carried out.
 */
export async function importConversations(args: readonly string[]): Promise<number> {
  const asked = parsed(args);
  if (typeof asked === 'string') return complain(asked, 2);
  try {
    return await runWith(asked);
  } catch (error) {
    if (error instanceof ImportArgumentsError || error instanceof TablesError) {
      return complain(error.message, 2);
    }
    const rest = asked.apply ? ' What was written stays; run the same command again to go on.' : '';
    return complain(`The import stopped: ${(error as Error).message}${rest}`, 1);
  }
}

/** The arguments, or what is wrong with them. */
function parsed(args: readonly string[]): ImportArguments | string {
  try {
    return parseImportArguments(args);
  } catch (error) {
    return (error as Error).message;
  }
}

function complain(message: string, exitCode: number): number {
  process.stderr.write(`${message}\n`);
  return exitCode;
}

async function runWith(asked: ImportArguments): Promise<number> {
  const config = loadConfig();
  const userOf = await readUsers(asked.users);
  const source = await openSource(asked, config);
  try {
    const options = { ids: new ImportIds([source.kind, asked.name]), userOf, onProgress: progress() };
    const report = asked.apply ? await writeInto(config, source, options) : await take(source, options);
    for (const problem of source.problems) report.addProblem(problem);
    tell(report, asked);
    return report.hasProblems ? 1 : 0;
  } finally {
    await source.close();
  }
}

async function openSource({ from, files, url }: ImportArguments, { model }: Config): Promise<ImportSource> {
  switch (from) {
    case 'postgres':
      return TableSource.open(normaliseDatabaseUrl(url!));
    case 'openai':
      if (!model.apiKey) throw new ImportArgumentsError('--from openai: set OPENAI_API_KEY.');
      return RecordSource.read(hostedRecords(model.apiKey, model.baseUrl));
    case 'json': {
      const missing = files.find((file) => !existsSync(file));
      if (missing) throw new ImportArgumentsError(`--from json: there is no file ${missing}.`);
      const problems: Problem[] = [];
      return RecordSource.read(ofFiles(files, problems), problems);
    }
  }
}

async function* ofFiles(files: readonly string[], problems: Problem[]): AsyncGenerator<object> {
  for (const file of files) yield* jsonRecords(file, problems);
}

async function writeInto(
  config: Config,
  source: ImportSource,
  options: ImportOptions,
): Promise<ImportReport> {
  const database = await openDatabase(config);
  try {
    return await take(source, { ...options, target: database.dataSource });
  } finally {
    await database.close();
  }
}

async function take(source: ImportSource, options: ImportOptions): Promise<ImportReport> {
  const report = await runImport(source, options);
  if (source instanceof TableSource) await importTasks(source.tasks(), options, report);
  return report;
}

/** A line now and then, for a person who waits. */
function progress(): (report: ImportReport) => void {
  let toldAt = performance.now();
  return ({ threads, items }) => {
    if (performance.now() - toldAt < progressMs) return;
    toldAt = performance.now();
    process.stderr.write(`${threads.found} threads, ${items.found} items …\n`);
  };
}

function tell(report: ImportReport, { json }: ImportArguments): void {
  if (json) return void process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  const end = report.isDryRun ? ['', 'Nothing was written. Add --apply to write.'] : [];
  process.stdout.write(`${[...report.toLines(), ...end].join('\n')}\n`);
}
