import { freshEmbedded, type TestDatabase } from '../support/databases.js';
import { describeLongThreads } from '../support/long-threads.contract.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await freshEmbedded();
});
afterAll(() => database.close());

describeLongThreads('the embedded engine', () => database.dataSource);
