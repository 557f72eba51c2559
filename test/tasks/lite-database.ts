import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import pg from 'pg';
import { DataSource, type EntityTarget } from 'typeorm';

/** The embedded engine in memory, with the tables of the given entities. */
export async function openLiteDatabase(entities: EntityTarget<object>[]): Promise<DataSource> {
  const lite = await PGlite.create();
  class LiteClient extends pg.Client {
    constructor(options?: object) {
      super({ ...options, ...(createPgConfig(lite) as object) });
    }
  }
  class LitePool extends pg.Pool {
    constructor(options?: object) {
      super({
        ...options,
        max: 1,
        idleTimeoutMillis: 0,
        connectionTimeoutMillis: 10_000,
        Client: LiteClient,
      } as object);
    }
  }
  const dataSource = new DataSource({
    type: 'postgres',
    driver: { ...pg, Pool: LitePool, Client: LiteClient, native: undefined },
    poolSize: 1,
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    synchronize: true,
    entities: entities as never,
  });
  await dataSource.initialize();
  const disconnect = dataSource.destroy.bind(dataSource);
  dataSource.destroy = async () => {
    await disconnect();
    await lite.close();
  };
  return dataSource;
}
