import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { openMemoryEngine } from '../database/embedded-engine.js';
import { templatePath } from '../database/embedded-template.js';

// Leaves an empty embedded database for first starts to unpack. Does nothing when there is one of this version.

const path = templatePath();
if (!existsSync(path)) {
  const engine = await openMemoryEngine();
  const dump = await engine.dumpDataDir('gzip');
  await engine.close();
  writeFileSync(`${path}.new`, Buffer.from(await dump.arrayBuffer()));
  renameSync(`${path}.new`, path);
}
