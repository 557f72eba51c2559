import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../dist/src/database/open-database.js';

// Once per run: an empty migrated database for every suite to copy, and a file for the notes on outbound requests.
export default async function setUp() {
  const dir = mkdtempSync(join(tmpdir(), 'chatkit-run-'));
  const template = join(dir, 'template');
  await (await openDatabase({ dataDir: template })).close();
  process.env.CHATKIT_TEST_DIR = dir;
  process.env.CHATKIT_TEST_TEMPLATE = template;
  process.env.CHATKIT_TEST_OUTBOUND = join(dir, 'outbound.txt');
  writeFileSync(process.env.CHATKIT_TEST_OUTBOUND, '');
}
