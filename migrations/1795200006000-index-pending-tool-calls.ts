import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every message asks whether a tool call still waits; there is hardly ever one, in however long a thread. */
export class IndexPendingToolCalls1795200006000 implements MigrationInterface {
  readonly name = 'IndexPendingToolCalls1795200006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX thread_items_pending_tool_call_idx ON thread_items (thread_id, sequence)
      WHERE type = 'client_tool_call' AND data ->> 'status' = 'pending'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX thread_items_pending_tool_call_idx`);
  }
}
