import { threadIdOf, textOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { parsePosition } from '../../src/protocol/live-events.js';
import { barMs } from '../support/bar.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { freshPostgres, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { JoinedStream } from '../support/joined-stream.js';
import { isSnapshot, shownBy } from '../support/live-viewer.js';
import { RedisServer } from '../support/redis-server.js';
import { RestClient } from '../support/rest-client.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { issuerToken, jwtSettings } from '../support/tokens.js';

// Two servers as they are deployed, on one database: a turn runs in the first, and whoever comes back to it reaches the
// second.

const help = 'What can you do?';

let database: TestDatabase & { url: string };
beforeAll(async () => (database = await freshPostgres()));
afterAll(() => database.close());

/** A person at both servers. */
class Visitor {
  readonly clients: ChatKitClient[];
  readonly rest: RestClient[];

  private constructor(servers: ServerProcess[], token: string) {
    this.clients = servers.map(({ url }) => new ChatKitClient(url, token));
    this.rest = this.clients.map((client) => RestClient.of(client));
  }

  static async of(servers: ServerProcess[], name: string): Promise<Visitor> {
    return new Visitor(servers, await issuerToken(name));
  }

  /** Begins an answer at the first server, and reads on. */
  async begin() {
    const stream = await this.clients[0]!.open('threads.create', userInput(help));
    const events: ThreadStreamEvent[] = [];
    while (textOf(events).length < 10) events.push((await stream.events.next()).value as ThreadStreamEvent);
    const rest = (async () => {
      for await (const event of stream.events) events.push(event);
    })();
    return { events, rest, threadId: threadIdOf(events), turnId: stream.headers.get('chatkit-turn-id')! };
  }

  cancel(server: number, threadId: string) {
    return this.rest[server]!.send<{ turn_id: string; status: string }>(
      'POST',
      `/api/chatkit/threads/${threadId}/cancel`,
    );
  }
}

async function startTwo(settings: Record<string, string>): Promise<ServerProcess[]> {
  const both = { ...jwtSettings, DATABASE_URL: database.url, ...settings };
  return Promise.all([startServerProcess(both), startServerProcess(both)]);
}

describe('two servers on one database (row 92)', () => {
  let servers: ServerProcess[];
  beforeAll(async () => (servers = await startTwo({ DEMO_DELAY_MS: '150' })), 60_000);
  afterAll(() => Promise.all(servers.map((server) => server.dispose())));

  it('stop a turn of the other within a second, and end its streams', async () => {
    const ada = await Visitor.of(servers, 'ada');
    // More than once: what is heard once is heard again.
    for (let time = 0; time < 3; time++) {
      const turn = await ada.begin();
      const onlooker = await JoinedStream.open(ada.rest[1]!, turn.threadId);
      await onlooker.next();
      const asked = Date.now();
      const { body } = await ada.cancel(1, turn.threadId);
      await turn.rest;
      const tookMs = Date.now() - asked;
      expect(body).toEqual({ turn_id: turn.turnId, status: 'cancelled' });
      expect(tookMs).toBeLessThan(barMs(1_000));
      expect((await onlooker.rest()).at(-1)).toEqual({
        type: 'turn.ended',
        turn_id: turn.turnId,
        status: 'cancelled',
      });
      const kept = (await ada.clients[1]!.items(turn.threadId)).at(-1)!;
      expect(kept.type === 'assistant_message' && kept.content[0]!.text).toBe(textOf(turn.events));
      expect((await ada.cancel(0, turn.threadId)).body).toEqual({ turn_id: null, status: 'idle' });
    }
  });

  it('show each other’s turns as they are stored, say so, and tell of the end', async () => {
    const ben = await Visitor.of(servers, 'ben');
    const turn = await ben.begin();
    const stream = await JoinedStream.open(ben.rest[1]!, turn.threadId);
    const [events] = await Promise.all([stream.rest(), turn.rest]);
    const snapshots = events.filter(isSnapshot);
    expect(snapshots.length).toBeGreaterThan(1);
    expect(events).toEqual([...snapshots, { type: 'turn.ended', turn_id: turn.turnId, status: 'completed' }]);
    expect(stream.frames.map(({ id }) => id).filter(Boolean)).toEqual([]);
    const whole = textOf(turn.events);
    for (const { live, turn_id, items } of snapshots) {
      expect([live, turn_id]).toEqual([false, turn.turnId]);
      for (const item of items) {
        expect(item.type === 'assistant_message' && whole.startsWith(item.content[0]?.text ?? '')).toBe(true);
      }
    }
    const items = await ben.clients[1]!.items(turn.threadId);
    expect(shownBy(events, items).map(({ id }) => id)).toEqual(items.map(({ id }) => id));
  });

  it('tell of a turn that ended with its process', async () => {
    const [first, second] = await startTwo({ DEMO_DELAY_MS: '500' });
    try {
      const cat = await Visitor.of([first!, second!], 'cat');
      const turn = await cat.begin();
      const stream = await JoinedStream.open(cat.rest[1]!, turn.threadId);
      await stream.next();
      await Promise.all([first!.kill(), turn.rest.catch(() => undefined)]);
      expect((await cat.cancel(1, turn.threadId)).body).toEqual({
        turn_id: turn.turnId,
        status: 'cancelling',
      });
      // Its lease runs out, and the second server closes it at its next sweep.
      await database.dataSource.query(`update turns set lease_expires_at = now() where id = $1`, [
        turn.turnId,
      ]);
      await stream.until(({ type }) => type === 'turn.ended');
      expect(stream.events.at(-1)).toEqual({
        type: 'turn.ended',
        turn_id: turn.turnId,
        status: 'interrupted',
      });
    } finally {
      await Promise.all([first!.dispose(), second!.dispose()]);
    }
  }, 90_000);
});

describe('two servers on one database with Redis (row 92)', () => {
  let redis: RedisServer;
  let servers: ServerProcess[];
  beforeAll(async () => {
    redis = await RedisServer.start();
    servers = await startTwo({ DEMO_DELAY_MS: '100', REDIS_URL: redis.url, REDIS_KEY_PREFIX: 'turns:' });
  }, 60_000);
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.dispose()));
    await redis.kill();
  });

  it('show each other’s turns as they are written, from any event on, and leave nothing behind', async () => {
    const dan = await Visitor.of(servers, 'dan');
    const turn = await dan.begin();
    const [fresh, again] = await Promise.all([
      JoinedStream.open(dan.rest[1]!, turn.threadId),
      JoinedStream.open(dan.rest[1]!, turn.threadId, { query: `?after=${turn.turnId}:4` }),
    ]);
    const first = await fresh.next();
    expect(first!.event).toMatchObject({ type: 'snapshot', turn_id: turn.turnId });
    expect(first!.event).not.toHaveProperty('live');
    const loaded = await dan.clients[1]!.items(turn.threadId);
    const [events] = await Promise.all([fresh.rest(), again.rest(), turn.rest]);
    const end = { type: 'turn.ended', turn_id: turn.turnId, status: 'completed' };
    // To the letter what the turn's own client was told.
    expect(again.events).toEqual([...turn.events.slice(4), end]);
    const { position } = parsePosition(fresh.frames[0]!.id!)!;
    expect(events.slice(1)).toEqual([...turn.events.slice(position), end]);
    expect(shownBy(events, loaded)).toEqual(await dan.clients[1]!.items(turn.threadId));
    await eventually(async () => expect(await redis.keys()).toEqual([]));
  });

  it('stop each other’s turns within a second', async () => {
    const eva = await Visitor.of(servers, 'eva');
    const turn = await eva.begin();
    const onlooker = await JoinedStream.open(eva.rest[1]!, turn.threadId);
    await onlooker.next();
    const asked = Date.now();
    expect((await eva.cancel(1, turn.threadId)).body).toEqual({ turn_id: turn.turnId, status: 'cancelled' });
    await Promise.all([turn.rest, onlooker.rest()]);
    expect(Date.now() - asked).toBeLessThan(barMs(1_000));
    expect(onlooker.events.at(-1)).toEqual({ type: 'turn.ended', turn_id: turn.turnId, status: 'cancelled' });
    const seen = onlooker.events.filter((event) => event.type === 'thread.item.done');
    expect(seen).toEqual([turn.events.at(-1)]);
  });

  it('forget somebody who leaves', async () => {
    const fay = await Visitor.of(servers, 'fay');
    const turn = await fay.begin();
    const stream = await JoinedStream.open(fay.rest[1]!, turn.threadId);
    await stream.until(({ type }) => type === 'thread.item.updated');
    await stream.leave();
    // Nothing more is written to it while the turn goes on.
    await eventually(async () => expect(await redis.keys()).toEqual([]));
    await fay.cancel(0, turn.threadId);
    await turn.rest;
    expect(await redis.keys()).toEqual([]);
  });

  it('go on with what is stored when Redis dies in the middle, and with the events when it is back', async () => {
    const gus = await Visitor.of(servers, 'gus');
    const turn = await gus.begin();
    const stream = await JoinedStream.open(gus.rest[1]!, turn.threadId);
    await stream.until(({ type }) => type === 'thread.item.updated');
    await redis.kill();
    const { event } = await stream.until((told) => isSnapshot(told) || told.type === 'turn.ended');
    expect(event).toMatchObject({ type: 'snapshot', live: false });
    const during = await JoinedStream.open(gus.rest[1]!, turn.threadId);
    expect((await during.next())!.event).toMatchObject({ type: 'snapshot', live: false });
    await gus.cancel(1, turn.threadId);
    await Promise.all([stream.rest(), during.rest(), turn.rest]);
    await redis.open();
    await eventually(async () => {
      const next = await gus.begin();
      const live = await JoinedStream.open(gus.rest[1]!, next.threadId);
      const told = await live.next();
      await gus.cancel(1, next.threadId);
      await Promise.all([live.rest(), next.rest]);
      expect(told!.event).not.toHaveProperty('live');
    }, 20_000);
  }, 60_000);
});
