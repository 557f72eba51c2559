import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTurns1795200001000 implements MigrationInterface {
  readonly name = 'CreateTurns1795200001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE turns (
        id text NOT NULL CONSTRAINT turns_pkey PRIMARY KEY,
        thread_id text NOT NULL CONSTRAINT turns_thread_id_fkey REFERENCES threads (id) ON DELETE CASCADE,
        owner_id text NOT NULL,
        kind text NOT NULL,
        status text NOT NULL CONSTRAINT turns_status_check
          CHECK (status IN ('queued', 'running', 'completed', 'cancelled', 'failed', 'interrupted')),
        lease_owner text NOT NULL,
        lease_epoch int NOT NULL,
        lease_expires_at timestamptz NOT NULL,
        checkpoint jsonb,
        input_tokens int NOT NULL DEFAULT 0,
        output_tokens int NOT NULL DEFAULT 0,
        model_calls int NOT NULL DEFAULT 0,
        failure text,
        started_at timestamptz NOT NULL,
        finished_at timestamptz
      )`);
    // One running turn of a thread, said by the database.
    await runner.query(`
      CREATE UNIQUE INDEX turns_running_thread_id_key ON turns (thread_id)
      WHERE status IN ('queued', 'running')`);
    // For the sweeper, and for deleting a thread.
    await runner.query(`
      CREATE INDEX turns_running_lease_expires_at_idx ON turns (lease_expires_at)
      WHERE status IN ('queued', 'running')`);
    await runner.query(`CREATE INDEX turns_thread_id_idx ON turns (thread_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE turns`);
  }
}
