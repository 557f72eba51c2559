import { newPerson, newThread } from '../../src/testing/builders.js';
import { newTurn } from '../../src/testing/ledger/scene.js';
import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';
import { freshPostgres, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';

let database: TestDatabase;
beforeAll(async () => (database = await freshPostgres()));
afterAll(() => database.close());

const listeners = () =>
  database.dataSource.query<{ pid: number }[]>(
    `select pid from pg_stat_activity where datname = current_database() and query like 'LISTEN%'`,
  );

describe('what is heard of turns that are to be stopped (row 92)', () => {
  it('is every one that somebody asks for, also after the connection was lost', async () => {
    const { dataSource } = database;
    const [ours, theirs] = [new TypeOrmTurnLedger(dataSource), new TypeOrmTurnLedger(dataSource)];
    const alice = newPerson();
    const heard: string[] = [];
    const stop = ours.hearCancels((turnId) => heard.push(turnId));
    await eventually(async () => expect(await listeners()).toHaveLength(1));
    const askFor = async () => {
      const thread = newThread();
      await new TypeOrmThreadStore(dataSource).saveThread(thread, alice);
      const { turnId } = await ours.begin(newTurn(thread.id), {}, alice);
      expect(await theirs.askToCancel(thread.id, alice)).toBe(turnId);
      await eventually(() => expect(heard.at(-1)).toBe(turnId));
    };
    await askFor();
    const [before] = await listeners();
    await dataSource.query('select pg_terminate_backend($1)', [before!.pid]);
    await eventually(async () => {
      const [now] = await listeners();
      expect(now && now.pid !== before!.pid).toBe(true);
    }, 10_000);
    await askFor();
    expect(heard).toHaveLength(2);
    await stop();
    expect(await listeners()).toEqual([]);
  });

  it('leaves the data source free to close', async () => {
    const other = await freshPostgres();
    new TypeOrmTurnLedger(other.dataSource).hearCancels(() => undefined);
    await other.close();
    expect(other.dataSource.isInitialized).toBe(false);
  });
});
