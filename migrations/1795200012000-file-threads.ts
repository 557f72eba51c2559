import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people file their threads under, and an index that counts a thread's messages without reading them. */
export class FileThreads1795200012000 implements MigrationInterface {
  readonly name = 'FileThreads1795200012000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE threads
        ADD COLUMN external_id text,
        ADD COLUMN client_metadata jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN archived_at timestamptz`);
    await runner.query(`
      CREATE UNIQUE INDEX threads_owner_id_tenant_id_external_id_key ON threads (owner_id, tenant_id, external_id)
      WHERE external_id IS NOT NULL`);
    await runner.query(`
      CREATE INDEX thread_items_message_idx ON thread_items (thread_id, created_at)
      WHERE type IN ('user_message', 'assistant_message')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX thread_items_message_idx`);
    await runner.query(`DROP INDEX threads_owner_id_tenant_id_external_id_key`);
    await runner.query(`
      ALTER TABLE threads
        DROP COLUMN archived_at,
        DROP COLUMN client_metadata,
        DROP COLUMN external_id`);
  }
}
