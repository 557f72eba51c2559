import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { textOf, threadIdOf, type OpenStream } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';
import { barMs } from '../support/bar.js';
import { busyThreadsContract } from '../support/busy-threads.contract.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { createPostgres, freshPostgres, type TestDatabase } from '../support/databases.js';
import { sentAgainContract } from '../support/sent-again.contract.js';
import { RedisServer } from '../support/redis-server.js';
import { readUntil, restOf, shownBy, textsOf } from '../support/server-pair.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';

describe('on PostgreSQL', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await freshPostgres()));
  afterAll(() => database.close());

  const storage = () => ({
    store: new TypeOrmThreadStore(database.dataSource),
    ledger: () => new TypeOrmTurnLedger(database.dataSource),
  });
  describe('sent again', () => sentAgainContract(storage));
  describe('sent meanwhile', () => busyThreadsContract(storage, { hears: true }));
});

describe.each(['without Redis', 'and Redis'])('two processes on one PostgreSQL, %s', (beside) => {
  const hasRedis = beside === 'and Redis';
  const help = 'What can you do?';
  let drop: () => Promise<void>;
  let redis: RedisServer | undefined;
  let servers: ServerProcess[];
  let token: string | undefined;
  beforeAll(async () => {
    const database = await createPostgres();
    drop = database.drop;
    if (hasRedis) redis = await RedisServer.start();
    const settings = {
      DATABASE_URL: database.url,
      DEMO_DELAY_MS: '20',
      SESSION_SECRET: 'for tests alone: 0123456789abcdef',
      TURN_ON_BUSY: 'interrupt',
      TURN_ON_DISCONNECT: 'finish',
      ...(redis && { REDIS_URL: redis.url }),
    };
    // One after the other: the first makes the tables.
    servers = [await startServerProcess(settings)];
    servers.push(await startServerProcess(settings));
    ({ token } = await ChatKitClient.as(servers[0]!.url, 'alice'));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.dispose()));
    await redis?.kill();
    await drop();
  });

  const client = (server: number, key?: string) =>
    new ChatKitClient(servers[server]!.url, token, key === undefined ? {} : { 'idempotency-key': key });
  const create = (server: number, key: string) => client(server, key).open('threads.create', userInput(help));
  const turnOf = ({ headers }: OpenStream) => headers.get('chatkit-turn-id');
  const isDelta = ({ type }: ThreadStreamEvent) => type === 'thread.item.updated';

  it('answer a message once that is sent to both at once (row 19)', async () => {
    for (let round = 0; round < 3; round++) {
      const streams = await Promise.all([0, 1, 0, 1].map((server) => create(server, `round-${round}`)));
      expect(new Set(streams.map(turnOf)).size).toBe(1);
      const told = await Promise.all(streams.map(restOf));
      const items = await client(0).items(threadIdOf(told[0]!));
      for (const events of told) expect(shownBy(events)).toEqual(items);
      expect(items.map(({ type }) => type)).toEqual(['user_message', 'assistant_message']);
    }
    const threads = await client(1).call('threads.list', { limit: 100 });
    expect(threads.body.data).toHaveLength(3);
  });

  it(`show an answer that is sent for again ${hasRedis ? 'as it is written' : 'as it is stored'} (row 19)`, async () => {
    const first = await create(0, 'again');
    await readUntil(first, isDelta);
    const [seen] = await Promise.all([create(1, 'again').then(restOf), restOf(first)]);
    const items = await client(0).items(threadIdOf(seen));
    expect(shownBy(seen)).toEqual(items);
    const words = textsOf(items).at(-1)!.split(' ').length;
    // As it is written: nearly each word by itself. As it is stored: what came in a second.
    const pieces = seen.filter(isDelta).length;
    if (hasRedis) expect(pieces).toBeGreaterThan(words / 2);
    else expect(pieces).toBeLessThan(words / 2);
  });

  it('let a message that is sent to one stop what the other answers, within a second', async () => {
    const first = await create(0, 'first');
    const begun = await readUntil(first, isDelta);
    const thread_id = threadIdOf(begun);
    const asked = Date.now();
    const second = restOf(
      await client(1).open('threads.add_user_message', { thread_id, ...userInput(help) }),
    );
    const partial = textOf([...begun, ...(await restOf(first))]);
    expect(Date.now() - asked).toBeLessThan(barMs(1_000));
    const whole = textsOf(shownBy(await second)).at(-1)!;
    expect(whole.startsWith(partial.trimEnd())).toBe(true);
    expect(partial.length).toBeLessThan(whole.length);
    expect(textsOf(await client(0).items(thread_id))).toEqual([help, partial, help, whole]);
  });

  it('tell of what a process had answered that was killed, and ask nobody anew', async () => {
    const stream = await create(0, 'killed');
    const turnId = turnOf(stream);
    await readUntil(stream, isDelta);
    await servers[0]!.kill();
    await expect(restOf(stream)).rejects.toThrow();
    // Until its lease has run out, the turn counts as running.
    const again = await create(1, 'killed');
    expect(turnOf(again)).toBe(turnId);
    const events = await restOf(again);
    expect(events.find(({ type }) => type === 'error')).toMatchObject({ allow_retry: true });
    const thread_id = threadIdOf(events);
    expect(shownBy(events)).toEqual(await client(1).items(thread_id));
  }, 90_000);
});
