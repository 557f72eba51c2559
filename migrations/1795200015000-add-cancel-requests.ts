import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A turn can be stopped from any process: it says so on its row that somebody asked. */
export class AddCancelRequests1795200015000 implements MigrationInterface {
  readonly name = 'AddCancelRequests1795200015000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE turns ADD COLUMN cancel_requested_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE turns DROP COLUMN cancel_requested_at`);
  }
}
