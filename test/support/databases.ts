import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { embeddedOptions } from '../../src/database/data-source.js';
import { openMemoryEngine } from '../../src/database/embedded-engine.js';
import { openDatabase } from '../../src/database/open-database.js';
import { runMigrations } from '../../src/database/run-migrations.js';

// Real databases for tests, each fresh and with the schema in place.

export interface TestDatabase {
  dataSource: DataSource;
  close(): Promise<void>;
}

/** The server that suites in `test/real` use. */
export const postgresUrl = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** An embedded engine in memory. Takes about half a second, and several on the first run on a machine. */
export async function freshEmbedded(): Promise<TestDatabase> {
  const path = templatePath();
  if (!existsSync(path)) await makeTemplate(path);
  const engine = await openMemoryEngine({ loadDataDir: new Blob([readFileSync(path)]) });
  const dataSource = await new DataSource(embeddedOptions(engine)).initialize();
  return {
    dataSource,
    async close() {
      await dataSource.destroy();
      await engine.close();
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

/** Changes with everything that a template depends on, so that a stale one is never used. */
function templatePath(): string {
  const root = join(__dirname, '../..');
  const migrations = readdirSync(join(root, 'migrations')).sort();
  const sources = [
    'node_modules/@electric-sql/pglite/package.json',
    ...migrations.map((file) => `migrations/${file}`),
  ];
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(join(root, source)));
  return join(tmpdir(), `chatkit-test-template-${hash.digest('hex').slice(0, 16)}.tar`);
}

async function makeTemplate(path: string): Promise<void> {
  const engine = await openMemoryEngine();
  const dataSource = await new DataSource(embeddedOptions(engine)).initialize();
  await runMigrations(dataSource);
  await dataSource.destroy();
  const dump = await engine.dumpDataDir('none');
  await engine.close();
  // Moved into place whole: other test files may look for it at the same time.
  const unfinished = `${path}.${randomBytes(4).toString('hex')}`;
  writeFileSync(unfinished, Buffer.from(await dump.arrayBuffer()));
  renameSync(unfinished, path);
}
