import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateFeedback1795200003000 implements MigrationInterface {
  readonly name = 'CreateFeedback1795200003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE feedback (
        thread_id text NOT NULL CONSTRAINT feedback_thread_id_fkey REFERENCES threads (id) ON DELETE CASCADE,
        item_id text NOT NULL,
        owner_id text NOT NULL,
        kind text NOT NULL CONSTRAINT feedback_kind_check CHECK (kind IN ('positive', 'negative')),
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT feedback_pkey PRIMARY KEY (thread_id, item_id, owner_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE feedback`);
  }
}
