import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAttachments1795200002000 implements MigrationInterface {
  readonly name = 'CreateAttachments1795200002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE attachments (
        id text NOT NULL CONSTRAINT attachments_pkey PRIMARY KEY,
        owner_id text NOT NULL,
        thread_id text CONSTRAINT attachments_thread_id_fkey REFERENCES threads (id) ON DELETE SET NULL,
        data jsonb NOT NULL,
        created_at timestamptz NOT NULL
      )`);
    await runner.query(`CREATE INDEX attachments_thread_id_idx ON attachments (thread_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE attachments`);
  }
}
