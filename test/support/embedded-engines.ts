import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { DataSource } from 'typeorm';
import { embeddedOptions } from '../../src/database/data-source.js';
import { openMemoryEngine } from '../../src/database/embedded-engine.js';
import { runMigrations } from '../../src/database/run-migrations.js';

// Embedded engines in memory, with the schema in place. To begin one takes a third of a second of CPU, to empty one a
// few milliseconds, so a process keeps those that are done with for the spec files that follow (`jest-environment.cjs`).

const idle = (globalThis as unknown as { idleEngines: PGlite[] }).idleEngines;

/** One that holds no rows. Give it back with {@link giveBackEngine}, or close it when its schema was changed. */
export async function takeEngine(): Promise<PGlite> {
  const engine = idle.pop();
  if (engine) return engine;
  const path = templatePath();
  if (!existsSync(path)) await makeTemplate(path);
  return openMemoryEngine({ loadDataDir: new Blob([readFileSync(path)]) });
}

export async function giveBackEngine(engine: PGlite): Promise<void> {
  if (engine.closed) return;
  // Each holds some 90 MB.
  if (idle.length > 0) return engine.close();
  const { rows } = await engine.query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables
     WHERE schemaname = 'public' AND tablename NOT IN ('migrations', 'typeorm_metadata')`,
  );
  await engine.exec(`TRUNCATE ${rows.map(({ name }) => name).join()} RESTART IDENTITY CASCADE`);
  await engine.exec('DISCARD ALL');
  idle.push(engine);
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
