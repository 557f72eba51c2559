import { Global, Logger, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { CONFIG, parseConfig } from '../../src/config.js';
import { DatabaseModule } from '../../src/database/database.module.js';
import { Database } from '../../src/database/open-database.js';
import { ThreadsModule } from '../../src/threads/threads.module.js';
import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { TurnLedger } from '../../src/turns/turn-ledger.js';

const dataDir = mkdtempSync(join(tmpdir(), 'chatkit-module-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

@Global()
@Module({
  providers: [{ provide: CONFIG, useValue: parseConfig({ DATA_DIR: dataDir }) }],
  exports: [CONFIG],
})
class ConfigModule {}

it('the application gets an open database and its stores, says what it is, and gives it back', async () => {
  const log = jest.spyOn(Logger.prototype, 'log').mockImplementation();
  const app = await Test.createTestingModule({
    imports: [ConfigModule, DatabaseModule, ThreadsModule.register()],
  }).compile();
  await app.init();

  expect(app.get(Database).kind).toBe('embedded');
  expect(app.get(DataSource).isInitialized).toBe(true);
  expect(app.get(ThreadStore)).toBeInstanceOf(TypeOrmThreadStore);
  expect(app.get(TurnLedger)).toBeInstanceOf(TypeOrmTurnLedger);
  const said = log.mock.calls.map(([message]) => String(message)).join();
  expect(said).toMatch(/one process, and not safe against a loss of power/);

  await app.close();
  expect(readdirSync(dataDir)).toEqual(['pglite']);
}, 60_000);
