import { setTimeout as sleep } from 'node:timers/promises';
import { RedisRateStore } from '../../src/usage/redis-rate.store.js';
import { barMs } from '../support/bar.js';
import { freshPostgres, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { RedisServer } from '../support/redis-server.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { issuerToken, jwtSettings, signWith } from '../support/tokens.js';
import { describeRateStore } from '../usage/rate-store.contract.js';

// Two servers as they are deployed, on one database, with one Redis to count in.

const limit = 40;
/** What is promised: within a tenth of the limit, over all servers. */
const tolerance = limit / 10;

let redis: RedisServer;
beforeAll(async () => void (redis = await RedisServer.start()));
afterAll(() => redis.kill());

describe('rates in Redis (row 215) (H16)', () => {
  let store: RedisRateStore;
  let other: RedisRateStore;
  beforeAll(async () => {
    const open = async () => {
      const opened = new RedisRateStore({ url: redis.url, keyPrefix: 'store:', onError: () => undefined });
      await opened.open();
      return opened;
    };
    [store, other] = [await open(), await open()];
  });
  afterAll(async () => void (await Promise.all([store.close(), other.close()])));

  describeRateStore(() => ({ store, wait: (ms) => sleep(ms).then(() => undefined) }));

  it('are one count for all who ask, and hold no name of anybody', async () => {
    const rate = { limit: 10, windowMs: 60_000 };
    const attempts = Array.from({ length: 60 }, (_, turn) =>
      (turn % 2 ? store : other).take({ key: 'person ada', rate }),
    );
    const verdicts = await Promise.all(attempts);
    expect(verdicts.filter(({ isAllowed }) => isAllowed)).toHaveLength(10);
    expect(await store.hold('streams of ada', 'a', 1)).toBe(true);
    expect(await other.hold('streams of ada', 'b', 1)).toBe(false);
    await other.release('streams of ada', 'a');
    expect(await other.hold('streams of ada', 'b', 1)).toBe(false);
    await store.release('streams of ada', 'a');
    expect(await other.hold('streams of ada', 'b', 1)).toBe(true);
    const endings = await redis.endings();
    const keys = [...endings.keys()];
    expect(keys.length).toBeGreaterThan(2);
    // What a server leaves behind that dies goes by itself.
    expect([...endings.values()].filter((ms) => ms === -1 || ms > 66_000)).toEqual([]);
    expect(keys.filter((key) => !/^store:[\w-]{22}$/.test(key))).toEqual([]);
  });
});

describe('two servers with one Redis (rows 214, 215) (H16, D11)', () => {
  let database: TestDatabase & { url: string };
  let servers: ServerProcess[];

  beforeAll(async () => {
    database = await freshPostgres();
    const settings = {
      ...jwtSettings,
      DATABASE_URL: database.url,
      DEMO_DELAY_MS: '0',
      REDIS_URL: redis.url,
      REDIS_KEY_PREFIX: 'servers:',
      RATE_LIMITS: 'on',
      RATE_LIMIT_READS: `${limit}/60s`,
      RATE_LIMIT_TURNS: '10/60s',
      RATE_LIMIT_ADDRESS: '100000/60s',
      RATE_LIMIT_FAILED_SIGN_INS: '20/60s',
      LOCKOUT_SECONDS: '2',
      MAX_STREAMS_PER_USER: '3',
    };
    servers = await Promise.all([startServerProcess(settings), startServerProcess(settings)]);
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.dispose()));
    await database.close();
  });

  const post = (turn: number, token: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${servers[turn % 2]!.url}/chatkit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
      body: JSON.stringify(body),
    });
  const list = { type: 'threads.list', params: {} };
  const input = { content: [{ type: 'input_text', text: 'Hi' }], attachments: [], inference_options: {} };
  const create = { type: 'threads.create', params: { input } };
  /** So many requests, ten at a time, to both servers in turn; how many had each status. */
  async function flood(times: number, request: (turn: number) => Promise<Response>) {
    const statuses: Record<number, number> = {};
    let turn = 0;
    const ask = async () => {
      while (turn < times) {
        const response = await request(turn++);
        await response.text();
        statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: 10 }, ask));
    return statuses;
  }

  it('let a person read as much as one server would, whatever headers they rotate', async () => {
    const token = await issuerToken('ada');
    const statuses = await flood(200, (turn) =>
      post(turn, token, list, { 'x-forwarded-for': `10.1.${turn}.1`, 'x-real-ip': `10.2.${turn}.1` }),
    );
    expect(statuses[200]).toBeGreaterThanOrEqual(limit - tolerance);
    expect(statuses[200]).toBeLessThanOrEqual(limit + tolerance);
    expect(statuses[429]).toBe(200 - statuses[200]!);
  });

  it('let a person ask as often, and store nothing of what they refuse', async () => {
    const token = await issuerToken('ben');
    expect(await flood(30, (turn) => post(turn, token, create))).toEqual({ 200: 30 });
    const [row] = await database.dataSource.query<{ count: string }[]>(
      `SELECT count(*) FROM threads WHERE owner_id = 'ben'`,
    );
    expect(Number(row!.count)).toBeGreaterThan(0);
    expect(Number(row!.count)).toBeLessThanOrEqual(10);
  });

  it('shut an address out for what it tried on either of them', async () => {
    const forged = await signWith('a secret that these servers do not know', { sub: 'ada', exp: 4e9 });
    const statuses = await flood(100, (turn) =>
      post(turn, forged, list, { 'x-forwarded-for': `10.3.${turn}.1` }),
    );
    // Those that are on their way when the last one is counted get through to their verification.
    expect(statuses[401]).toBeGreaterThanOrEqual(20);
    expect(statuses[401]).toBeLessThanOrEqual(20 + 10);
    const token = await issuerToken('eve');
    expect((await post(0, token, list)).status).toBe(429);
    await eventually(async () => expect((await post(1, token, list)).status).toBe(200));
  });

  it('go on when Redis dies, each with the same limit, and count together again when it is back', async () => {
    await redis.kill();
    const token = await issuerToken('cat');
    const alone = await flood(200, (turn) => post(turn, token, list));
    expect(alone[200]! + alone[429]!).toBe(200);
    expect(alone[200]).toBeGreaterThanOrEqual(2 * limit - tolerance);
    expect(alone[200]).toBeLessThanOrEqual(2 * limit + tolerance);
    const asked = await post(0, await issuerToken('dan'), create);
    expect(await asked.text()).toContain('thread.item.done');
    await redis.open();
    await eventually(async () => {
      await post(0, await issuerToken('fay'), list);
      await post(1, await issuerToken('fay'), list);
      for (const server of servers) expect(server.log()).toContain('Redis is back');
    }, 15_000);
    const gus = await issuerToken('gus');
    const together = await flood(200, (turn) => post(turn, gus, list));
    expect(together[200]).toBeGreaterThanOrEqual(limit - tolerance);
    expect(together[200]).toBeLessThanOrEqual(limit + tolerance);
    for (const server of servers) expect(server.log().match(/Redis is away/g)).toHaveLength(1);
  });

  it('do not wait for a Redis that takes connections and says nothing', async () => {
    redis.pause();
    try {
      const hal = await issuerToken('hal');
      const begun = performance.now();
      const statuses = await flood(200, (turn) => post(turn, hal, list));
      const tookMs = performance.now() - begun;
      expect(statuses[200]! + statuses[429]!).toBe(200);
      expect(statuses[200]).toBeLessThanOrEqual(2 * limit + tolerance);
      // Each of 200 requests asks it three times, and would wait for a quarter of a second each time.
      expect(tookMs).toBeLessThan(barMs(10_000));
    } finally {
      redis.resume();
    }
  });
});
