import pg from 'pg';
import { createPostgres } from '../../support/databases.js';
import { killedServersContract } from '../../torture/killed-servers.contract.js';

describe('a server on PostgreSQL', () => {
  killedServersContract(async () => {
    const { url, drop } = await createPostgres();
    const rows = new pg.Pool({ connectionString: url, max: 1 });
    return {
      settings: { DATABASE_URL: url },
      expireLeases: () => rows.query(`UPDATE turns SET lease_expires_at = now() WHERE status = 'running'`),
      close: async () => {
        await rows.end();
        await drop();
      },
    };
  });
});
