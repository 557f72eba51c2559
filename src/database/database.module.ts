import { Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config.js';
import { Database, openDatabase } from './open-database.js';

/**
 * The open database: provides {@link Database} and TypeORM's `DataSource` to every module, and closes it when
 * the application shuts down. Needs {@link CONFIG} from a global module.
 */
@Global()
@Module({
  providers: [
    { provide: Database, inject: [CONFIG], useFactory: openAndSay },
    { provide: DataSource, inject: [Database], useFactory: (database: Database) => database.dataSource },
  ],
  exports: [Database, DataSource],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(Database) private readonly database: Database) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}

async function openAndSay(config: Config): Promise<Database> {
  const database = await openDatabase(config);
  if (database.kind === 'embedded') {
    new Logger('Database').log(
      `embedded database in ${config.dataDir}: for one process, and not safe against a loss of power ` +
        '(set DATABASE_URL to a PostgreSQL server for more)',
    );
  }
  return database;
}
