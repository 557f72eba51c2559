import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A call that fails is paid for, too, and so is one that is made again. */
export class AddModelAttempts1795200007000 implements MigrationInterface {
  readonly name = 'AddModelAttempts1795200007000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE turns ADD COLUMN model_attempts int NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE turns DROP COLUMN model_attempts`);
  }
}
