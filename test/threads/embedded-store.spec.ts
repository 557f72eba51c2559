import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';
import { freshEmbedded, type TestDatabase } from '../support/databases.js';
import { describeIsolation } from '../support/isolation.contract.js';
import { describeTextIdentity } from '../support/text-identity.contract.js';
import { describeThreadStore } from '../support/thread-store.contract.js';
import { describeTransactions } from '../support/transactions.contract.js';
import { describeTurnLedger } from '../support/turn-ledger.contract.js';

let database: TestDatabase;
let store: TypeOrmThreadStore;

beforeAll(async () => {
  database = await freshEmbedded();
  store = new TypeOrmThreadStore(database.dataSource);
});
afterAll(() => database.close());

const name = 'TypeOrmThreadStore on the embedded engine';
describeThreadStore(name, () => store);
describeIsolation(name, () => store);
describeTextIdentity(name, () => store);
describeTurnLedger('TypeOrmTurnLedger on the embedded engine', () => ({
  store,
  ledger: (options) => new TypeOrmTurnLedger(database.dataSource, options),
}));
describeTransactions('the embedded engine', () => database.dataSource);
