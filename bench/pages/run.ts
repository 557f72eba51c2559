import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openDatabase, type Database } from '../../src/database/open-database.js';
import type { Order, Page } from '../../src/protocol/page.js';
import { newPerson, newThread, userMessage } from '../../src/testing/builders.js';
import { ChatKitTestClient } from '../../src/testing/client/chatkit-test-client.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { ended, newTurn } from '../../src/testing/ledger/scene.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';
import { createPostgres } from '../../test/support/databases.js';

const itemCount = 10_000;
const otherThreads = 100;
const limit = 100;
const rounds = 41;
const alice = newPerson();

/** A conversation with that many messages of a few sentences. */
async function fillThread({ dataSource }: Database, count: number): Promise<string> {
  const ledger = new TypeOrmTurnLedger(dataSource);
  const thread = newThread();
  const lease = await ledger.begin(newTurn(thread.id), { thread }, alice);
  for (let written = 0; written < count; written += 1_000) {
    const items = Array.from({ length: Math.min(1_000, count - written) }, () =>
      userMessage(thread.id, 'A few words of a person. '.repeat(12)),
    );
    await ledger.commit(lease, { items });
  }
  await ledger.commit(lease, { end: ended() });
  return thread.id;
}

const medianOf = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
const fastestOf = (numbers: number[]) => Math.min(...numbers);

/** Milliseconds that each page took in each of many walks from end to end, in the order of the pages. */
async function timePages(client: ChatKitTestClient, threadId: string, order: Order): Promise<number[][]> {
  const times: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    let page: Page<unknown> | undefined;
    for (let number = 0; !page || page.has_more; number++) {
      const params = { thread_id: threadId, limit, order, after: page?.after };
      const startedAt = performance.now();
      page = (await client.call('items.list', params)).body;
      (times[number] ??= []).push(performance.now() - startedAt);
    }
  }
  return times;
}

/** The first page beside the slowest, by one figure for each page. */
function compare(times: number[]): string {
  const [first, slowest] = [times[0]!, Math.max(...times)];
  return (
    `first ${first.toFixed(2)} ms, last ${times.at(-1)!.toFixed(2)} ms, ` +
    `slowest ${slowest.toFixed(2)} ms (page ${times.indexOf(slowest) + 1}), ` +
    `slowest/first ${(slowest / first).toFixed(2)}`
  );
}

async function measure(name: string, database: Database): Promise<void> {
  for (let count = 0; count < otherThreads; count++) await fillThread(database, 100);
  const threadId = await fillThread(database, itemCount);
  await database.dataSource.query('ANALYZE');
  const store = new TypeOrmThreadStore(database.dataSource);
  const server = new DelegatingServer(new ScriptedResponder(), { store });
  const client = ChatKitTestClient.of(server, { principal: alice });
  await timePages(client, threadId, 'asc');
  for (const order of ['asc', 'desc'] as const) {
    const times = await timePages(client, threadId, order);
    console.log(`${name} ${order}, fastest of ${rounds}: ${compare(times.map(fastestOf))}`);
    console.log(`${name} ${order}, median of ${rounds}:  ${compare(times.map(medianOf))}`);
  }
  await server.drain(0);
}

const dataDir = await mkdtemp(join(tmpdir(), 'chatkit-bench-'));
const embedded = await openDatabase({ databaseUrl: undefined, dataDir });
await measure('PGlite', embedded);
await embedded.close();
await rm(dataDir, { recursive: true });

const fresh = await createPostgres();
const postgres = await openDatabase({ databaseUrl: fresh.url, dataDir: '' });
await measure('PostgreSQL', postgres);
await postgres.close();
await fresh.drop();
