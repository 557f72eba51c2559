import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What clients call the messages that they send, so that one which is sent again begins no second turn; and which
 * places of the thread a turn has filled, to tell what it has answered.
 */
export class CreateTurnKeys1795200016000 implements MigrationInterface {
  readonly name = 'CreateTurnKeys1795200016000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE turn_keys (
        owner_id text NOT NULL,
        tenant_id text NOT NULL,
        key text NOT NULL,
        fingerprint text NOT NULL,
        turn_id text NOT NULL,
        thread_id text NOT NULL,
        kind text NOT NULL,
        began_thread boolean NOT NULL,
        item_ids text[] NOT NULL,
        removed_item_ids text[] NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT turn_keys_pkey PRIMARY KEY (owner_id, tenant_id, key)
      )`);
    await runner.query(`CREATE INDEX turn_keys_expires_at_idx ON turn_keys (expires_at)`);
    await runner.query(`
      ALTER TABLE turns
        ADD COLUMN first_sequence bigint,
        ADD COLUMN end_sequence bigint`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE turns
        DROP COLUMN end_sequence,
        DROP COLUMN first_sequence`);
    await runner.query(`DROP TABLE turn_keys`);
  }
}
