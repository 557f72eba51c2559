import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { freshEmbedded, type TestDatabase } from '../support/databases.js';
import { describeIsolation } from '../support/isolation.contract.js';
import { describeThreadStore } from '../support/thread-store.contract.js';

let database: TestDatabase;
let store: TypeOrmThreadStore;

beforeAll(async () => {
  database = await freshEmbedded();
  store = new TypeOrmThreadStore(database.dataSource);
});
afterAll(() => database.close());

describeThreadStore('TypeOrmThreadStore on the embedded engine', () => store);
describeIsolation('TypeOrmThreadStore on the embedded engine', () => store);
