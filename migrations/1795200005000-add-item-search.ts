import type { MigrationInterface, QueryRunner } from 'typeorm';

// The entity holds the same expression and says why it is what it is; the drift check compares the two.
const expression = String.raw`CASE WHEN type IN ('user_message', 'assistant_message') THEN to_tsvector('simple'::regconfig, regexp_replace(left(jsonb_path_query_array(data, '$.content[*].text')::text, 200000), '\\[nrtbf]', ' ', 'g')) END`;

export class AddItemSearch1795200005000 implements MigrationInterface {
  readonly name = 'AddItemSearch1795200005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE thread_items ADD COLUMN search tsvector GENERATED ALWAYS AS (${expression}) STORED`);
    // Where TypeORM looks up what a generated column is generated from.
    await runner.query(
      `INSERT INTO typeorm_metadata (database, schema, "table", type, name, value)
       VALUES (current_database(), current_schema(), 'thread_items', 'GENERATED_COLUMN', 'search', $1)`,
      [expression],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DELETE FROM typeorm_metadata
       WHERE database = current_database() AND schema = current_schema()
         AND "table" = 'thread_items' AND type = 'GENERATED_COLUMN' AND name = 'search'`,
    );
    await runner.query(`ALTER TABLE thread_items DROP COLUMN search`);
  }
}
