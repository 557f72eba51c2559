import {
  Column,
  DataSource,
  Entity,
  PrimaryColumn,
  type MigrationInterface,
  type QueryRunner,
} from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { embeddedOptions } from '../../src/database/data-source.js';
import { openMemoryEngine } from '../../src/database/embedded-engine.js';
import { chatKitEntities, chatKitMigrations } from '../../src/database/library-schema.js';
import { schemaDrift } from '../../src/database/schema-drift.js';
import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';

@Entity('bouquets')
class Bouquet {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  flower!: string;
}

class CreateBouquets1600000000000 implements MigrationInterface {
  readonly name = 'CreateBouquets1600000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE bouquets (id text PRIMARY KEY, flower text NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE bouquets`);
  }
}

describe('the schema for a data source of somebody else', () => {
  it('is the whole schema of the server, but for its tasks, its ChatKit sessions, daily quotas and the bytes of attachments', () => {
    const missing = migrations.filter((migration) => !chatKitMigrations.includes(migration as never));
    expect(missing.map(({ name }) => name)).toEqual([
      'CreateTasks1795200004000',
      'CreateChatSessions1795200009000',
      'AddTaskTenants1795200011001',
      'CreateDailyUsage1795200014000',
      'CreateAttachmentBytes1795200017000',
    ]);
  });

  it('stands beside their own tables, and holds threads and turns', async () => {
    const engine = await openMemoryEngine();
    const { driver } = embeddedOptions(engine) as { driver: unknown };
    const dataSource = await new DataSource({
      type: 'postgres',
      driver,
      entities: [Bouquet, ...chatKitEntities],
      migrations: [CreateBouquets1600000000000, ...chatKitMigrations],
      migrationsRun: true,
      installExtensions: false,
    }).initialize();
    try {
      expect(await schemaDrift(dataSource)).toEqual([]);
      const ann = { userId: 'ann' };
      const created_at = new Date().toISOString();
      const thread = { id: 'thr_1', created_at, status: { type: 'active' as const }, metadata: {} };
      const turn = { id: 'trn_1', threadId: 'thr_1', kind: 'message' as const };
      const lease = await new TypeOrmTurnLedger(dataSource).begin(turn, { thread }, ann);
      expect(lease).toMatchObject({ turnId: 'trn_1', epoch: 1 });
      expect(await new TypeOrmThreadStore(dataSource).loadThread('thr_1', ann)).toEqual(thread);
    } finally {
      await dataSource.destroy();
      await engine.close();
    }
  });
});
