import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { AssistantServer } from '../../src/agent/assistant.server.js';
import { AppModule } from '../../src/app.module.js';
import { CONFIG, parseConfig, type Config } from '../../src/config.js';
import { useHttp } from '../../src/http.js';
import { InProcessMcpFactory } from '../../src/mcp/in-process-mcp.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { MemoryTurnLedger } from '../../src/turns/memory-turn.ledger.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { TurnLedger } from '../../src/turns/turn-ledger.js';
import { PlainAssistant } from './plain-assistant.js';
import { onUsageAsked } from './usage.js';

// The whole server: its HTTP, access log, authentication, engine, assistant and tools. What answers is the bridge, or
// the SDK's plain loop; threads are kept in memory, as the reference's samples keep them, or in a database.

const [mode, providerUrl, api, databaseUrl] = process.argv.slice(2);

const dataDir = mkdtempSync(join(tmpdir(), 'chatkit-bench-'));
process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));

const config = parseConfig({
  PORT: '0',
  LOG_LEVEL: 'warn',
  DATA_DIR: dataDir,
  ...(databaseUrl?.startsWith('postgres') && { DATABASE_URL: databaseUrl }),
  OPENAI_API_KEY: 'none',
  OPENAI_BASE_URL: providerUrl!,
  OPENAI_API: api!,
  MODEL: 'paced',
  // A call of its own per thread, which the others do not make.
  THREAD_TITLES: 'off',
  // One person asks for everything.
  RATE_LIMITS: 'off',
});
const building = Test.createTestingModule({ imports: [AppModule.forRoot(config)] });
if (!databaseUrl) {
  const store = new MemoryThreadStore();
  building.overrideProvider(ThreadStore).useValue(store);
  building.overrideProvider(TurnLedger).useValue(new MemoryTurnLedger(store));
}
if (mode === 'plain') {
  building.overrideProvider(AssistantServer).useFactory({
    inject: [CONFIG, ThreadStore, TurnLedger, InProcessMcpFactory],
    factory: (settings: Config, store: ThreadStore, ledger: TurnLedger, mcp: InProcessMcpFactory) =>
      new PlainAssistant(settings, store, ledger, mcp),
  });
}
const app = (await building.compile()).createNestApplication<NestExpressApplication>(new ExpressAdapter(), {
  bodyParser: false,
  logger: false,
});
useHttp(app, config);
await app.listen(0, '127.0.0.1');
onUsageAsked();
process.send!({ port: (app.getHttpServer().address() as AddressInfo).port });
process.once('SIGTERM', () => process.exit(0));
