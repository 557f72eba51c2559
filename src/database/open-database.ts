import { DataSource } from 'typeorm';
import type { Config } from '../config.js';
import { lockDataDir } from './data-lock.js';
import { embeddedOptions, postgresOptions } from './data-source.js';
import { openEmbeddedEngine } from './embedded-engine.js';
import { runMigrations } from './run-migrations.js';

/** An open database whose schema is up to date. Also the injection token. */
export abstract class Database {
  abstract readonly dataSource: DataSource;
  abstract readonly kind: 'postgres' | 'embedded';
  /** Gives back connections, files and locks. May be called more than once. */
  abstract close(): Promise<void>;
}

/** The database cannot be used as it is. The message says why and what to do, and holds no password. */
export class DatabaseOpenError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseOpenError';
  }
}

/**
 * Opens what the settings name: PostgreSQL at `databaseUrl`, else the embedded engine in `dataDir`.
 * @throws DatabaseOpenError, within five seconds when the server cannot be reached.
 * @throws DataDirInUseError when another process has the directory.
 */
export function openDatabase(config: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Database> {
  return config.databaseUrl ? openPostgres(config.databaseUrl) : openEmbedded(config.dataDir);
}

async function openPostgres(url: string): Promise<Database> {
  const dataSource = new DataSource(postgresOptions(url));
  const close = () => closeDataSource(dataSource);
  await dataSource.initialize().catch((cause: Error) => {
    const { hostname, port, pathname } = new URL(url);
    throw new DatabaseOpenError(
      `No connection to the PostgreSQL database ${pathname.slice(1)} at ${hostname}:${port || 5432}: ` +
        `${withoutPassword(cause.message || String(cause), url)}. Check DATABASE_URL and that the server runs.`,
      { cause },
    );
  });
  return prepare({ dataSource, kind: 'postgres', close });
}

async function openEmbedded(dataDir: string): Promise<Database> {
  const unlock = await lockDataDir(dataDir).catch((error: unknown) => {
    throw toDirectoryError(error, dataDir);
  });
  try {
    const engine = await openEmbeddedEngine(dataDir);
    const dataSource = new DataSource(embeddedOptions(engine));
    const close = async () => {
      await closeDataSource(dataSource);
      if (!engine.closed) await engine.close();
      unlock();
    };
    return await prepare({ dataSource, kind: 'embedded', close });
  } catch (error) {
    unlock();
    throw error;
  }
}

/** A file in the directory's place, no right to write, a full disk. */
function toDirectoryError(error: unknown, dataDir: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  return new DatabaseOpenError(
    `The embedded database cannot be kept in ${dataDir}: ${message}. ` +
      'Set DATA_DIR to a directory that can be written to, or DATABASE_URL to a PostgreSQL server.',
    { cause: error },
  );
}

async function prepare(database: Database): Promise<Database> {
  try {
    if (!database.dataSource.isInitialized) await database.dataSource.initialize();
    await requireUtf8(database.dataSource);
    await runMigrations(database.dataSource);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function requireUtf8(dataSource: DataSource): Promise<void> {
  const [row] = await dataSource.query<{ encoding: string }[]>(
    `SELECT current_setting('server_encoding') AS encoding`,
  );
  if (row?.encoding === 'UTF8') return;
  throw new DatabaseOpenError(
    `The database has the encoding ${row?.encoding}, which cannot hold every text. ` +
      `Make one with \`createdb --encoding=UTF8 --template=template0\` and name it in DATABASE_URL.`,
  );
}

async function closeDataSource(dataSource: DataSource): Promise<void> {
  if (dataSource.isInitialized) await dataSource.destroy();
}

function withoutPassword(message: string, url: string): string {
  const { password } = new URL(url);
  return [password, decodeURIComponent(password)].reduce(
    (text, secret) => (secret ? text.replaceAll(secret, '***') : text),
    message,
  );
}
