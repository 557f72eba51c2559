import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A list of tasks is a person's, in their tenant. On its own: an application without tasks leaves it out. */
export class AddTaskTenants1795200011001 implements MigrationInterface {
  readonly name = 'AddTaskTenants1795200011001';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['task_lists', 'tasks']) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN tenant_id text NOT NULL DEFAULT ''`);
    }
    await runner.query(`
      ALTER TABLE task_lists DROP CONSTRAINT task_lists_pkey,
        ADD CONSTRAINT task_lists_pkey PRIMARY KEY (owner_id, tenant_id)`);
    await runner.query(`
      ALTER TABLE tasks DROP CONSTRAINT tasks_pkey,
        ADD CONSTRAINT tasks_pkey PRIMARY KEY (owner_id, tenant_id, number)`);
    await runner.query(`DROP INDEX tasks_owner_id_idempotency_key_key`);
    await runner.query(`
      CREATE UNIQUE INDEX tasks_owner_id_tenant_id_idempotency_key_key
      ON tasks (owner_id, tenant_id, idempotency_key) WHERE idempotency_key IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const rows: unknown = await runner.query(`SELECT 1 FROM task_lists WHERE tenant_id <> '' LIMIT 1`);
    // Without the column, people of the same id in two tenants would become one.
    if (Array.isArray(rows) && rows.length > 0)
      throw new Error('task_lists has rows of tenants; delete or move them before going back.');
    await runner.query(`DROP INDEX tasks_owner_id_tenant_id_idempotency_key_key`);
    await runner.query(`
      CREATE UNIQUE INDEX tasks_owner_id_idempotency_key_key ON tasks (owner_id, idempotency_key)
      WHERE idempotency_key IS NOT NULL`);
    await runner.query(`
      ALTER TABLE tasks DROP CONSTRAINT tasks_pkey,
        ADD CONSTRAINT tasks_pkey PRIMARY KEY (owner_id, number)`);
    await runner.query(`
      ALTER TABLE task_lists DROP CONSTRAINT task_lists_pkey,
        ADD CONSTRAINT task_lists_pkey PRIMARY KEY (owner_id)`);
    for (const table of ['tasks', 'task_lists']) {
      await runner.query(`ALTER TABLE ${table} DROP COLUMN tenant_id`);
    }
  }
}
