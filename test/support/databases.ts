import { randomBytes } from 'node:crypto';
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
