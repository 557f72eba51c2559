import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the bytes of attachments are, whose they are and how many, and the key that their addresses are signed with. */
export class CreateAttachmentBytes1795200017000 implements MigrationInterface {
  readonly name = 'CreateAttachmentBytes1795200017000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE attachment_bytes (
        attachment_id text NOT NULL CONSTRAINT attachment_bytes_pkey PRIMARY KEY,
        owner_id text NOT NULL,
        tenant_id text NOT NULL DEFAULT '',
        size bigint NOT NULL,
        mime_type text NOT NULL,
        place text,
        created_at timestamptz NOT NULL,
        arrived_at timestamptz
      )`);
    await runner.query(
      `CREATE INDEX attachment_bytes_owner_id_tenant_id_idx ON attachment_bytes (owner_id, tenant_id)`,
    );
    await runner.query(`
      CREATE TABLE attachment_keys (
        id integer NOT NULL CONSTRAINT attachment_keys_pkey PRIMARY KEY,
        key text NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE attachment_keys`);
    await runner.query(`DROP TABLE attachment_bytes`);
  }
}
