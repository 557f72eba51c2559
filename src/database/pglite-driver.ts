import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';

/** How long a query waits for the one connection, in milliseconds. */
const acquireTimeoutMs = 10_000;

/**
 * The `driver` option of a TypeORM data source that talks to an embedded PGlite.
 *
 * The pool holds one client, because the engine has one session: a transaction keeps everybody else waiting, as
 * it must. A query outside of the transaction that its own caller holds open therefore fails loudly after ten
 * seconds. Each client gets a connection object of its own; sharing one ends the process when a client is
 * thrown away. Closing the pool does not close the engine.
 */
export function pgliteDriver(engine: PGlite): typeof pg {
  class EmbeddedClient extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, ...(createPgConfig(engine) as pg.ClientConfig) });
    }
  }

  class EmbeddedPool extends pg.Pool {
    constructor(config?: pg.PoolConfig) {
      super({
        ...config,
        max: 1,
        idleTimeoutMillis: 0,
        connectionTimeoutMillis: acquireTimeoutMs,
        Client: EmbeddedClient,
      });
    }
  }

  return { ...pg, Pool: EmbeddedPool, Client: EmbeddedClient, native: null };
}
