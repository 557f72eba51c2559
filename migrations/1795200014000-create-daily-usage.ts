import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each person took of the model on each day. */
export class CreateDailyUsage1795200014000 implements MigrationInterface {
  readonly name = 'CreateDailyUsage1795200014000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE daily_usage (
        owner_id text NOT NULL,
        tenant_id text NOT NULL DEFAULT '',
        day date NOT NULL,
        turns integer NOT NULL DEFAULT 0,
        tokens bigint NOT NULL DEFAULT 0,
        CONSTRAINT daily_usage_pkey PRIMARY KEY (owner_id, tenant_id, day)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE daily_usage`);
  }
}
