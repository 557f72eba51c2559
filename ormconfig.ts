import { DataSource } from 'typeorm';
import { loadConfig } from './src/config.js';
import { lockDataDir } from './src/database/data-lock.js';
import { embeddedOptions, postgresOptions } from './src/database/data-source.js';
import { openEmbeddedEngine } from './src/database/embedded-engine.js';

// For TypeORM's command line (`npm run db:migrate`, `db:revert`, `db:show`). The server does not read this file.

const config = loadConfig();

async function embedded() {
  const unlock = await lockDataDir(config.dataDir);
  process.once('exit', unlock);
  return embeddedOptions(await openEmbeddedEngine(config.dataDir));
}

export default new DataSource(config.databaseUrl ? postgresOptions(config.databaseUrl) : await embedded());
