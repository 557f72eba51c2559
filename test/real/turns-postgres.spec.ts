import { createPostgres } from '../support/databases.js';
import { turnsContract } from '../support/turns.contract.js';

describe('on PostgreSQL', () => {
  let drop: () => Promise<void>;
  afterAll(() => drop());

  turnsContract(async () => {
    const database = await createPostgres();
    drop = database.drop;
    return { DATABASE_URL: database.url };
  });
});
