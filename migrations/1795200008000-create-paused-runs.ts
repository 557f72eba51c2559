import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePausedRuns1795200008000 implements MigrationInterface {
  readonly name = 'CreatePausedRuns1795200008000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE paused_runs (
        thread_id text NOT NULL,
        item_id text NOT NULL,
        owner_id text NOT NULL,
        state text NOT NULL,
        calls jsonb NOT NULL,
        decisions jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT paused_runs_pkey PRIMARY KEY (thread_id, item_id),
        CONSTRAINT paused_runs_thread_id_item_id_fkey FOREIGN KEY (thread_id, item_id)
          REFERENCES thread_items (thread_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX paused_runs_expires_at_idx ON paused_runs (expires_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE paused_runs`);
  }
}
