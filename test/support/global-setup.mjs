import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Once per run: a directory for what it leaves, and in it a file for the notes on outbound requests.
export default function setUp() {
  const dir = mkdtempSync(join(tmpdir(), 'chatkit-run-'));
  process.env.CHATKIT_TEST_DIR = dir;
  process.env.CHATKIT_TEST_OUTBOUND = join(dir, 'outbound.txt');
  writeFileSync(process.env.CHATKIT_TEST_OUTBOUND, '');
}
