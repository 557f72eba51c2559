import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['threads', 'turns', 'attachments', 'feedback', 'paused_runs'];

/** Whose a row is: a person, in their tenant. Rows of before have none. */
export class AddTenants1795200011000 implements MigrationInterface {
  readonly name = 'AddTenants1795200011000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN tenant_id text NOT NULL DEFAULT ''`);
    }
    await runner.query(
      `CREATE INDEX threads_owner_id_tenant_id_sequence_idx ON threads (owner_id, tenant_id, sequence)`,
    );
    await runner.query(`DROP INDEX threads_owner_id_sequence_idx`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) {
      const rows: unknown = await runner.query(`SELECT 1 FROM ${table} WHERE tenant_id <> '' LIMIT 1`);
      // Without the column, people of the same id in two tenants would become one.
      if (Array.isArray(rows) && rows.length > 0)
        throw new Error(`${table} has rows of tenants; delete or move them before going back.`);
    }
    await runner.query(`CREATE INDEX threads_owner_id_sequence_idx ON threads (owner_id, sequence)`);
    await runner.query(`DROP INDEX threads_owner_id_tenant_id_sequence_idx`);
    for (const table of tables) await runner.query(`ALTER TABLE ${table} DROP COLUMN tenant_id`);
  }
}
