import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { MemoryTurnLedger } from '../../src/turns/memory-turn.ledger.js';
import type { ShowTurn } from '../../src/turns/turn-relay.js';
import { freshEmbedded, type TestDatabase } from '../support/databases.js';
import { PairRelay } from '../support/pair-relay.js';
import { sentAgainContract } from '../support/sent-again.contract.js';

describe('on the embedded database (row 19)', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await freshEmbedded()));
  afterAll(() => database.close());

  sentAgainContract(() => ({
    store: new TypeOrmThreadStore(database.dataSource),
    // It has one connection, and none to listen with.
    ledger: () => new TypeOrmTurnLedger(database.dataSource, { isAlone: true }),
  }));
});

describe('in memory (row 19)', () => {
  sentAgainContract(() => {
    const store = new MemoryThreadStore();
    const ledger = new MemoryTurnLedger(store);
    return { store, ledger: () => ledger };
  });
});

describe('with a relay between the processes (row 19)', () => {
  sentAgainContract(() => {
    const store = new MemoryThreadStore();
    const ledger = new MemoryTurnLedger(store);
    const shows: ShowTurn[] = [];
    return { store, ledger: () => ledger, relay: () => new PairRelay(shows) };
  });
});
