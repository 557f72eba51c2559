import { checkDatabase } from '../../src/cli/doctor/database.js';
import { createPostgres, freshPostgres, postgresUrl } from '../support/databases.js';

describe('the doctor, looking at PostgreSQL (row 40)', () => {
  const look = (databaseUrl: string) => checkDatabase({ databaseUrl, dataDir: '' }, false);

  it('counts the migrations that an empty database lacks, and leaves it empty', async () => {
    const { url, drop } = await createPostgres();
    try {
      for (const { findings } of [await look(url), await look(url)]) {
        expect(findings).toMatchObject([
          { level: 'warning', detail: expect.stringMatching(/[1-9]\d* migrations pending/) },
        ]);
      }
    } finally {
      await drop();
    }
  });

  it('finds nothing to mend in a database that the server has opened, and reads its clock', async () => {
    const database = await freshPostgres();
    try {
      const { findings, clocks } = await look(database.url);
      expect(findings).toMatchObject([{ level: 'ok', detail: expect.stringContaining('schema up to date') }]);
      expect(clocks).toEqual([{ of: 'the database', theirs: expect.any(Number), ours: expect.any(Number) }]);
      expect(Math.abs(clocks[0]!.ours - clocks[0]!.theirs)).toBeLessThan(5_000);
    } finally {
      await database.close();
    }
  });

  it('says that a database does not exist, without the password', async () => {
    const url = new URL(postgresUrl);
    url.pathname = '/no_such_database';
    url.password = 'canary';
    const { findings } = await look(url.href);
    expect(findings).toMatchObject([
      { level: 'failure', detail: expect.stringContaining('no such database') },
    ]);
    expect(JSON.stringify(findings)).not.toContain('canary');
  });
});
