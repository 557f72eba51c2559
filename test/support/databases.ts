import { randomBytes } from 'node:crypto';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { embeddedOptions } from '../../src/database/data-source.js';
import { openDatabase } from '../../src/database/open-database.js';
import { giveBackEngine, takeEngine } from './embedded-engines.js';

// Real databases for tests, each fresh and with the schema in place.

export interface TestDatabase {
  dataSource: DataSource;
  close(): Promise<void>;
}

/** The server that suites in `test/real` use. */
export const postgresUrl = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/**
 * An embedded engine in memory.
 * @param use `schema` when the test changes more than rows: the engine then serves nobody after it.
 */
export async function freshEmbedded(use: 'rows' | 'schema' = 'rows'): Promise<TestDatabase> {
  const engine = await takeEngine();
  const dataSource = await new DataSource(embeddedOptions(engine)).initialize();
  return {
    dataSource,
    async close() {
      if (dataSource.isInitialized) await dataSource.destroy();
      await (use === 'rows' ? giveBackEngine(engine) : engine.close());
    },
  };
}

/** A data directory with an empty database, for another process to open. */
export async function freshDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chatkit-test-'));
  await fillDataDir(dataDir);
  return dataDir;
}

let template: Promise<string> | undefined;

/** Puts an empty database there: a copy of the one that is made when a spec file first asks. */
export async function fillDataDir(dataDir: string): Promise<void> {
  template ??= makeDataDir();
  await cp(await template, dataDir, { recursive: true });
}

/** Gone with the run. */
async function makeDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(process.env.CHATKIT_TEST_DIR!, 'data-'));
  await (await openDatabase({ databaseUrl: undefined, dataDir })).close();
  return dataDir;
}

/** A database of its own on the real server, dropped when it is closed. */
export async function freshPostgres(): Promise<TestDatabase & { url: string }> {
  const { url, drop } = await createPostgres();
  const { dataSource, close } = await openDatabase({ databaseUrl: url, dataDir: '' });
  return {
    url,
    dataSource,
    async close() {
      await close();
      await drop();
    },
  };
}

/** An empty database on the real server. @param options What follows `CREATE DATABASE name`. */
export async function createPostgres(options = ''): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `chatkit_test_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} ${options}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE ${name} WITH (FORCE)`) };
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client(postgresUrl);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
