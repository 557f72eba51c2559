import type { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import type { PGlite } from '@electric-sql/pglite';
import type { DataSourceOptions } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { entities } from './entities.js';
import { pgliteDriver } from './pglite-driver.js';

/** The longest that making a connection may take, in milliseconds. A wrong address fails within it. */
const connectTimeoutMs = 4_000;

const shared = {
  type: 'postgres',
  entities,
  migrations,
  migrationsTransactionMode: 'each',
  // An id that is missing by mistake must never read as "any id".
  invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
  // Ids are made in code, so no extension is needed; TypeORM would try to install one.
  installExtensions: false,
  uuidExtension: 'pgcrypto',
} as const satisfies Partial<DataSourceOptions>;

/**
 * Options for a PostgreSQL server.
 * @param url `postgres://user:password@host:port/database`, with pg's own parameters such as `sslmode`.
 */
export function postgresOptions(url: string): DataSourceOptions {
  return {
    ...shared,
    url,
    applicationName: 'nestjs-chatkit',
    connectTimeoutMS: connectTimeoutMs,
    // Without a handler, a server that goes away would take this process along. Queries fail on their own.
    poolErrorHandler: (error: Error) =>
      new Logger('Database').warn({ msg: 'database connection lost', err: error }),
    extra: {
      keepAlive: true,
      onConnect: surviveItsLoss,
      statement_timeout: 5_000,
      lock_timeout: 2_000,
      idle_in_transaction_session_timeout: 15_000,
    },
  };
}

/** Between the pool and a transaction a connection has no listener, and an error without one ends the process. */
function surviveItsLoss(connection: EventEmitter): void {
  connection.on('error', () => undefined);
}

/** Options for an embedded engine, which the caller opens before and closes afterwards. */
export function embeddedOptions(engine: PGlite): DataSourceOptions {
  return { ...shared, driver: pgliteDriver(engine) };
}
