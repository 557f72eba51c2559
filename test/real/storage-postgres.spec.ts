import { turnLedgerContract } from '../../src/testing/ledger/turn-ledger.contract.js';
import { threadStoreContract } from '../../src/testing/store/thread-store.contract.js';
import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';
import { freshPostgres, type TestDatabase } from '../support/databases.js';
import { describeLongThreads } from '../support/long-threads.contract.js';
import { describeTitles } from '../support/titles.contract.js';
import { describeTransactions } from '../support/transactions.contract.js';

let database: TestDatabase;
let store: TypeOrmThreadStore;

beforeAll(async () => {
  database = await freshPostgres();
  store = new TypeOrmThreadStore(database.dataSource);
});
afterAll(() => database.close());

threadStoreContract('TypeOrmThreadStore on PostgreSQL', () => store);
turnLedgerContract('TypeOrmTurnLedger on PostgreSQL', () => ({
  store,
  ledger: (options) => new TypeOrmTurnLedger(database.dataSource, options),
}));
describeTitles('TypeOrmThreadStore on PostgreSQL', () => store);
describeTransactions('PostgreSQL', () => database.dataSource);
describeLongThreads('PostgreSQL', () => database.dataSource);
