import { DataSource } from 'typeorm';
import { embeddedOptions } from '../database/data-source.js';
import { openMemoryEngine } from '../database/embedded-engine.js';
import { runMigrations } from '../database/run-migrations.js';
import { schemaDrift } from '../database/schema-drift.js';

// Says whether the migrations make the schema that the entities describe. Exits with 1 and the SQL that is
// missing when they do not.

const engine = await openMemoryEngine();
const dataSource = await new DataSource(embeddedOptions(engine)).initialize();
await runMigrations(dataSource);
const drift = await schemaDrift(dataSource);
await dataSource.destroy();
await engine.close();

if (drift.length > 0) {
  console.error(`The entities ask for more than the migrations make:\n\n${drift.join(';\n')};\n`);
  process.exitCode = 1;
} else {
  console.log('The migrations make what the entities describe.');
}
