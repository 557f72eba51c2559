import { MigrationExecutor, type DataSource } from 'typeorm';

/** Any number, as long as nothing else in the database locks by it. */
const migrationLock = 7_226_374;

/**
 * Brings the schema up to date. Of several processes that start at once, one does it and the others wait.
 * It takes as long as it takes: the timeouts for everyday statements do not hold here.
 */
export async function runMigrations(dataSource: DataSource): Promise<void> {
  // One connection for all of it: the lock is the session's, and the embedded engine has no second one.
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query(`SET statement_timeout = 0`);
    await runner.query(`SET lock_timeout = 0`);
    await runner.query(`SELECT pg_advisory_lock($1)`, [migrationLock]);
    const executor = new MigrationExecutor(dataSource, runner);
    executor.transaction = 'each';
    await executor.executePendingMigrations();
  } finally {
    // A connection that is broken by now has lost its lock anyway, and must not hide the first error.
    await endSession().catch(() => undefined);
    await runner.release();
  }

  async function endSession() {
    await runner.query(`SELECT pg_advisory_unlock($1)`, [migrationLock]);
    await runner.query(`RESET statement_timeout`);
    await runner.query(`RESET lock_timeout`);
  }
}
