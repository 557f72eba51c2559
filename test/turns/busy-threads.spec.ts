import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';
import { busyThreadsContract } from '../support/busy-threads.contract.js';
import { freshEmbedded, type TestDatabase } from '../support/databases.js';

describe('on the embedded database', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await freshEmbedded()));
  afterAll(() => database.close());

  busyThreadsContract(
    () => ({
      store: new TypeOrmThreadStore(database.dataSource),
      // It has one connection, and none to listen with.
      ledger: () => new TypeOrmTurnLedger(database.dataSource, { isAlone: true }),
    }),
    { hears: false },
  );
});
