import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTasks1795200004000 implements MigrationInterface {
  readonly name = 'CreateTasks1795200004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE task_lists (
        owner_id text NOT NULL CONSTRAINT task_lists_pkey PRIMARY KEY,
        next_number int NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE tasks (
        owner_id text NOT NULL,
        number int NOT NULL,
        title text NOT NULL,
        description text,
        status text NOT NULL CONSTRAINT tasks_status_check CHECK (status IN ('pending', 'completed')),
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        completed_at timestamptz,
        idempotency_key text,
        CONSTRAINT tasks_pkey PRIMARY KEY (owner_id, number)
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX tasks_owner_id_idempotency_key_key ON tasks (owner_id, idempotency_key)
      WHERE idempotency_key IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE tasks`);
    await runner.query(`DROP TABLE task_lists`);
  }
}
