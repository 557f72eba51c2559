import { turnLedgerContract } from '../../src/testing/ledger/turn-ledger.contract.js';
import { threadStoreContract } from '../../src/testing/store/thread-store.contract.js';
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
describeTitles('TypeOrmThreadStore on the embedded engine', () => store);
describeTransactions('the embedded engine', () => database.dataSource);
