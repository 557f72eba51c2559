import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { embeddedOptions } from '../../src/database/data-source.js';
import { schemaDrift } from '../../src/database/schema-drift.js';
import { freshEmbedded, type TestDatabase } from '../support/databases.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await freshEmbedded('schema');
});
afterAll(() => database.close());

const tables = async () =>
  (
    await database.dataSource.query<{ name: string }[]>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
    )
  ).map(({ name }) => name);

describe('the migrations', () => {
  it('make what the entities describe (row 60)', async () => {
    expect(await schemaDrift(database.dataSource)).toEqual([]);
  });

  it('are all in the list, oldest first', () => {
    const files = readdirSync(join(__dirname, '../../migrations')).filter((file) => /^\d{13}-/.test(file));
    const listed = migrations.map((migration) => new migration().name);
    expect(listed.map((name) => name.slice(-13))).toEqual(files.sort().map((file) => file.slice(0, 13)));
    expect(migrations.map(({ name }) => name)).toEqual(listed);
  });

  it('can be undone one by one, and done again', async () => {
    const before = await tables();
    const { dataSource } = database;
    for (const _ of migrations) await dataSource.undoLastMigration();
    expect(await tables()).toEqual(['migrations', 'typeorm_metadata']);
    expect(await dataSource.query(`SELECT * FROM typeorm_metadata`)).toEqual([]);
    await dataSource.runMigrations();
    expect(await tables()).toEqual(before);
    expect(await schemaDrift(dataSource)).toEqual([]);
  });
});

describe('the drift check', () => {
  it('gives the SQL for what an entity has and no migration makes (row 144)', async () => {
    @Entity('threads_of_tomorrow')
    class Tomorrow {
      @PrimaryColumn({ type: 'text' })
      id!: string;

      @Column({ type: 'text' })
      mood!: string;
    }
    const { driver } = database.dataSource.options as { driver: unknown };
    const changed = new DataSource({
      ...embeddedOptions(undefined as never),
      driver,
      entities: [Tomorrow],
    });
    await changed.initialize();
    expect((await schemaDrift(changed)).join()).toContain('CREATE TABLE "threads_of_tomorrow"');
    await changed.destroy();
  });
});
