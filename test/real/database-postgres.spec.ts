import { once, type EventEmitter } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { openDatabase } from '../../src/database/open-database.js';
import { schemaDrift } from '../../src/database/schema-drift.js';
import { defaultLimits } from '../../src/protocol/limits.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { inTransaction } from '../../src/threads/retry-conflict.js';
import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';
import { noUsage } from '../../src/turns/context.js';
import { TurnWrites } from '../../src/turns/turn-writes.js';
import { barMs } from '../support/bar.js';
import { createPostgres, freshPostgres, postgresUrl, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { assistantMessage, newPerson, newThread } from '../../src/testing/builders.js';
import { newTurn } from '../../src/testing/ledger/scene.js';

const open = (databaseUrl: string) => openDatabase({ databaseUrl, dataDir: '' });

describe('opening PostgreSQL (rows 6, 61, 124, 227)', () => {
  it('migrates once when several processes start at once', async () => {
    const { url, drop } = await createPostgres();
    const databases = await Promise.all([open(url), open(url), open(url), open(url)]);
    const [{ count }] = await databases[0].dataSource.query(`SELECT count(*)::int FROM migrations`);
    expect(count).toBe(databases[0].dataSource.migrations.length);
    expect(await schemaDrift(databases[0].dataSource)).toEqual([]);
    await Promise.all(databases.map((database) => database.close()));
    await drop();
  });

  it.each(['SQL_ASCII', 'LATIN1'])('refuses a database with the encoding %s', async (encoding) => {
    const { url, drop } = await createPostgres(`ENCODING '${encoding}' LOCALE 'C' TEMPLATE template0`);
    await expect(open(url)).rejects.toThrow(new RegExp(`encoding ${encoding}.*createdb --encoding=UTF8`));
    await drop();
  });

  it('says within five seconds what is wrong with the address, and not the password', async () => {
    const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const server = new URL(postgresUrl);
    for (const [address, reason] of [
      ['127.0.0.1:1/app', 'ECONNREFUSED'],
      [`127.0.0.1:${port}/app`, 'timeout'],
      [`${server.host}/no_such_database`, 'does not exist'],
    ]) {
      const startedAt = Date.now();
      const error: Error = await open(`postgres://postgres:s3cret%21word@${address}`).catch(
        (refusal) => refusal,
      );
      expect(Date.now() - startedAt).toBeLessThan(barMs(5_000));
      expect(error.message).toMatch(new RegExp(`No connection.*(${reason}).*Check DATABASE_URL`));
      expect(error.message).not.toMatch(/s3cret/);
    }
    silent.close();
  });
});

describe('a running server on PostgreSQL', () => {
  let database: TestDatabase & { url: string };
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();

  beforeAll(async () => {
    database = await freshPostgres();
  });
  afterAll(() => database.close());

  const query = <T>(sql: string): Promise<T> => database.dataSource.query<T>(sql);

  it('bounds how long statements, locks and idle transactions may take', async () => {
    const [settings] = await query<object[]>(`SELECT current_setting('statement_timeout') AS statement,
      current_setting('lock_timeout') AS lock, current_setting('idle_in_transaction_session_timeout') AS idle`);
    expect(settings).toEqual({ statement: '5s', lock: '2s', idle: '15s' });
  });

  it('survives the loss of its connections, idle and busy, and goes on with new ones (row 61)', async () => {
    const killAll = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    const other = await open(database.url);
    const busy = database.dataSource.transaction(async (manager) => {
      await manager.query(`SELECT 1`);
      await other.dataSource.query(killAll);
      await manager.query(`SELECT 1`);
    });
    await expect(busy).rejects.toThrow();
    await expect(query(`SELECT pg_sleep(0)`)).resolves.toBeDefined();
    await other.dataSource.query(killAll);
    // The pool may hand out some that it has not seen die yet, at the most as many as it holds.
    for (let held = 0; held < 10; held++) await query(`SELECT 1`).catch(() => undefined);
    await expect(query(`SELECT 1`)).resolves.toBeDefined();
    expect(warn.mock.calls.join()).not.toMatch(/postgres:\/\//);
    await other.close();
  });

  it('survives the loss of a connection in the moment it is handed out', async () => {
    const driver = database.dataSource.driver as PostgresDriver;
    const [connection, release] = (await driver.obtainMasterConnection()) as [EventEmitter, () => void];
    expect(() => connection.emit('error', new Error('terminating connection'))).not.toThrow();
    release();
  });

  it('lets one of several sweepers close a turn', async () => {
    const processes = await Promise.all([1, 2, 3].map(() => open(database.url)));
    const [alice, store] = [newPerson(), new TypeOrmThreadStore(database.dataSource)];
    const threads = Array.from({ length: 8 }, () => newThread());
    const crashed = new TypeOrmTurnLedger(database.dataSource, { leaseMs: 0 });
    for (const thread of threads) {
      await crashed.begin(
        newTurn(thread.id),
        { thread, checkpoint: [assistantMessage(thread.id, 'half')] },
        alice,
      );
    }
    const swept = await Promise.all(
      processes.map(({ dataSource }) => new TypeOrmTurnLedger(dataSource).sweep()),
    );
    expect(
      swept
        .flat()
        .map(({ threadId }) => threadId)
        .sort(),
    ).toEqual(threads.map(({ id }) => id).sort());
    for (const { id } of threads) {
      const { data } = await store.loadThreadItems(id, { limit: 10, order: 'asc' }, alice);
      expect(data.map(({ type }) => type)).toEqual(['assistant_message', 'sdk_hidden_context']);
    }
    await Promise.all(processes.map((process) => process.close()));
  });

  it('lets deletes, commits and renewals of one thread meet without a deadlock that anybody sees', async () => {
    const [alice, store] = [newPerson(), new TypeOrmThreadStore(database.dataSource)];
    const ledger = new TypeOrmTurnLedger(database.dataSource);
    for (let round = 0; round < 25; round++) {
      const thread = newThread();
      const lease = await ledger.begin(newTurn(thread.id), { thread }, alice);
      const commit = (changes: object) =>
        ledger.commit(lease, changes).then(
          () => undefined,
          (error: { code: string }) => error.code,
        );
      const outcomes = await Promise.all([
        commit({ items: [assistantMessage(thread.id)], shownBefore: ['msg_later'] }),
        commit({ checkpoint: [assistantMessage(thread.id)] }),
        store.deleteThread(thread.id, alice),
        commit({ items: [assistantMessage(thread.id)], threadChanges: { metadata: { a: 1 } } }),
        ledger.renew([lease]).then(() => undefined),
      ]);
      for (const outcome of outcomes) expect([undefined, 'lease_lost']).toContain(outcome);
      await expect(store.loadThread(thread.id, alice)).rejects.toMatchObject({ resource: 'thread' });
    }
  });

  it('writes what a turn commits although the connection is lost meanwhile', async () => {
    const [alice, store, thread] = [newPerson(), new TypeOrmThreadStore(database.dataSource), newThread()];
    const ledger = new TypeOrmTurnLedger(database.dataSource);
    const lease = await ledger.begin(newTurn(thread.id), { thread }, alice);
    const log = { info() {}, warn() {}, error() {} };
    const parts = { store, ledger, log, responder: new ScriptedResponder(), limits: defaultLimits };
    const giveUp = new AbortController().signal;
    const writes = new TurnWrites(parts, { lease, usage: noUsage(), giveUp, onLeaseLost() {} });
    const item = assistantMessage(thread.id);
    const other = await open(database.url);
    await other.dataSource
      .transaction(async (manager) => {
        await manager.query(`SELECT FROM threads WHERE id = $1 FOR UPDATE`, [thread.id]);
        const committed = writes.write({ items: [item] });
        const waiting = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        await eventually(async () => expect(await query(waiting)).toHaveLength(1));
        await manager.query(`SELECT pg_terminate_backend(pid) FROM (${waiting}) AS waiting`);
        // The lock is given up at the end of this transaction, while the commit is on its next attempt.
        return () => committed;
      })
      .then((committed) => committed());
    expect(await store.loadItem(thread.id, item.id, alice)).toEqual(item);
    await other.close();
  });

  it('does a transaction again that met a deadlock', async () => {
    const [one, two] = [newThread(), newThread()];
    const [alice, store] = [newPerson(), new TypeOrmThreadStore(database.dataSource)];
    await store.saveThread(one, alice);
    await store.saveThread(two, alice);
    let attempts = 0;
    let arrived = 0;
    let bothArrived!: () => void;
    const meeting = new Promise<void>((resolve) => (bothArrived = resolve));
    const lockBoth = (first: string, second: string) =>
      inTransaction(database.dataSource, async (manager) => {
        attempts++;
        await manager.query(`UPDATE threads SET title = 'x' WHERE id = $1`, [first]);
        if (++arrived === 2) bothArrived();
        await meeting;
        await manager.query(`UPDATE threads SET title = 'x' WHERE id = $1`, [second]);
      });
    await Promise.all([lockBoth(one.id, two.id), lockBoth(two.id, one.id)]);
    expect(attempts).toBe(3);
  });
});
