import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { Config } from '../../config.js';
import { DataDirInUseError, lockDataDir } from '../../database/data-lock.js';
import { embeddedOptions, postgresOptions } from '../../database/data-source.js';
import { openEmbeddedEngine } from '../../database/embedded-engine.js';
import type { ClockReading } from './clock.js';
import { failure, ok, warning, type Finding } from './finding.js';

const name = 'database';

interface DatabaseFindings {
  findings: Finding[];
  clocks: ClockReading[];
}

type DatabaseConfig = Pick<Config, 'databaseUrl' | 'dataDir'>;

/**
 * Whether the database can be used. Changes nothing in it: migrations that are pending are counted, not run.
 * @param serverRuns A server with these settings is running, so an embedded database is rightly in use.
 */
export function checkDatabase(config: DatabaseConfig, serverRuns: boolean): Promise<DatabaseFindings> {
  return config.databaseUrl ? checkPostgres(config.databaseUrl) : checkEmbedded(config.dataDir, serverRuns);
}

async function checkPostgres(url: string): Promise<DatabaseFindings> {
  const { hostname, port, pathname } = new URL(url);
  const place = `PostgreSQL ${pathname.slice(1)} on ${hostname}:${port || 5432}`;
  try {
    return await look(postgresOptions(url), place);
  } catch (error) {
    return only(failure(name, `${place}: ${reasonOf(error)}`, fixFor(error)));
  }
}

async function checkEmbedded(dataDir: string, serverRuns: boolean): Promise<DatabaseFindings> {
  const dir = resolve(dataDir);
  if (!isWritable(dir)) {
    return only(
      failure(
        name,
        `${dir} cannot be written to`,
        'give this user the rights to it, or set DATA_DIR to another',
      ),
    );
  }
  // Looking must not make a database: that is the first start's work.
  if (!existsSync(join(dir, 'pglite'))) {
    return only(ok(name, `embedded, will be made in ${dir} at the first start`));
  }
  try {
    return await lookAtEmbedded(dir);
  } catch (error) {
    if (!(error instanceof DataDirInUseError)) {
      return only(failure(name, `embedded in ${dir}: ${reasonOf(error)}`, 'restore a copy, or set DATA_DIR'));
    }
    const detail = `embedded in ${dir}, in use by process ${error.pid}`;
    if (serverRuns) return only(ok(name, `${detail}, the running server`));
    return only(failure(name, detail, 'stop that process, or set another DATA_DIR, or DATABASE_URL'));
  }
}

async function lookAtEmbedded(dir: string): Promise<DatabaseFindings> {
  const unlock = await lockDataDir(dir);
  try {
    const engine = await openEmbeddedEngine(dir);
    try {
      const { findings } = await look(embeddedOptions(engine), `embedded in ${dir}`);
      // Its clock is this machine's own.
      return { findings, clocks: [] };
    } finally {
      if (!engine.closed) await engine.close();
    }
  } finally {
    unlock();
  }
}

async function look(options: DataSourceOptions, place: string): Promise<DatabaseFindings> {
  const dataSource = await new DataSource(options).initialize();
  try {
    const pending = await pendingMigrations(dataSource);
    const startedAt = Date.now();
    const [row] = await dataSource.query<{ now: Date }[]>('select clock_timestamp() as now');
    const ours = (startedAt + Date.now()) / 2;
    return {
      findings: [
        pending === 0
          ? ok(name, `${place}, schema up to date`)
          : warning(
              name,
              `${place}, ${pending} migrations pending`,
              'run `npm run db:migrate`, or start the server',
            ),
      ],
      clocks: [{ of: 'the database', theirs: row!.now.getTime(), ours }],
    };
  } finally {
    await dataSource.destroy();
  }
}

/** TypeORM's own look at it makes its table first; this one leaves an empty database empty. */
async function pendingMigrations(dataSource: DataSource): Promise<number> {
  const [table] = await dataSource.query<{ found: string | null }[]>(
    `select to_regclass('migrations')::text as found`,
  );
  if (!table?.found) return dataSource.migrations.length;
  const rows = await dataSource.query<{ name: string }[]>('select name from migrations');
  const done = new Set(rows.map((row) => row.name));
  return dataSource.migrations.filter((migration) => !done.has(migration.name ?? '')).length;
}

function isWritable(dir: string): boolean {
  let nearest = dir;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
    return statSync(nearest).isDirectory();
  } catch {
    return false;
  }
}

const reasons: Record<string, [reason: string, fix: string]> = {
  ECONNREFUSED: ['nothing listens there (connection refused)', 'start PostgreSQL, or correct DATABASE_URL'],
  ENOTFOUND: ['the host’s name cannot be resolved', 'correct the host in DATABASE_URL'],
  '28P01': ['it refuses the password', 'correct user and password in DATABASE_URL'],
  '28000': ['it refuses the user', 'correct the user in DATABASE_URL, or allow it in pg_hba.conf'],
  '3D000': ['there is no such database', 'make it with `createdb`, or correct DATABASE_URL'],
};

/** The error's own text only for errors that are not the driver's: those can repeat what was in the address. */
function reasonOf(error: unknown): string {
  const { code = '' } = error as { code?: string };
  return reasons[code]?.[0] ?? (code ? `it answers ${code}` : (error as Error).name);
}

function fixFor(error: unknown): string {
  return (
    reasons[(error as { code?: string }).code ?? '']?.[1] ?? 'check DATABASE_URL and that the server runs'
  );
}

const only = (finding: Finding): DatabaseFindings => ({ findings: [finding], clocks: [] });
