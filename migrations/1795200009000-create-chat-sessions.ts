import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateChatSessions1795200009000 implements MigrationInterface {
  readonly name = 'CreateChatSessions1795200009000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE chat_sessions (
        id text NOT NULL,
        owner_id text NOT NULL,
        tenant_id text NOT NULL DEFAULT '',
        name text,
        scope text NOT NULL,
        metadata jsonb NOT NULL,
        environment text NOT NULL,
        jti text NOT NULL,
        previous_jti text,
        rotated_at timestamptz,
        authenticated_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        end_reason text,
        CONSTRAINT chat_sessions_pkey PRIMARY KEY (id)
      )`);
    await runner.query(`CREATE INDEX chat_sessions_expires_at_idx ON chat_sessions (expires_at)`);
    await runner.query(`
      CREATE INDEX chat_sessions_ended_at_idx ON chat_sessions (ended_at) WHERE ended_at IS NOT NULL`);
    await runner.query(`
      CREATE TABLE sign_outs (
        owner_id text NOT NULL,
        tenant_id text NOT NULL DEFAULT '',
        revoked_before timestamptz NOT NULL,
        CONSTRAINT sign_outs_pkey PRIMARY KEY (owner_id, tenant_id)
      )`);
    await runner.query(`CREATE INDEX sign_outs_revoked_before_idx ON sign_outs (revoked_before)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE sign_outs`);
    await runner.query(`DROP TABLE chat_sessions`);
  }
}
