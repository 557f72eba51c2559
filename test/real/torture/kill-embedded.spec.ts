import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killedServersContract } from '../../torture/killed-servers.contract.js';

describe('a server on the embedded database', () => {
  killedServersContract(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'chatkit-killed-'));
    return { settings: { DATA_DIR: dir }, close: () => rm(dir, { recursive: true, force: true }) };
  });
});
