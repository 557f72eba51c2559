import { turnLedgerContract } from '../../src/testing/ledger/turn-ledger.contract.js';
import { pausedRunStoreContract } from '../../src/testing/paused/paused-run-store.contract.js';
import { threadStoreContract } from '../../src/testing/store/thread-store.contract.js';
import { TypeOrmPausedRunStore } from '../../src/threads/typeorm-paused-run.store.js';
import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';
import { freshEmbedded, type TestDatabase } from '../support/databases.js';
import { describeTitles } from '../support/titles.contract.js';
import { describeTransactions } from '../support/transactions.contract.js';

let database: TestDatabase;
let store: TypeOrmThreadStore;

beforeAll(async () => {
  database = await freshEmbedded();
  store = new TypeOrmThreadStore(database.dataSource);
});
afterAll(() => database.close());

threadStoreContract('TypeOrmThreadStore on the embedded engine', () => store);
turnLedgerContract('TypeOrmTurnLedger on the embedded engine', () => ({
  store,
  ledger: (options) => new TypeOrmTurnLedger(database.dataSource, options),
}));
pausedRunStoreContract('TypeOrmPausedRunStore on the embedded engine', () => ({
  store,
  pausedRuns: new TypeOrmPausedRunStore(database.dataSource),
}));
describeTitles('TypeOrmThreadStore on the embedded engine', () => store);
describeTransactions('the embedded engine', () => database.dataSource);
