import { Logger } from '@nestjs/common';
import { openDatabase, type Database } from '../../src/database/open-database.js';
import { assistantMessage, newPerson } from '../../src/testing/builders.js';
import { ChatKitTestClient } from '../../src/testing/client/chatkit-test-client.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { added, delta, done } from '../../src/testing/events.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';
import { createPostgres } from '../support/databases.js';
import { startLosingLine, type LosingLine } from '../support/losing-line.js';
import { startCluster, type Cluster } from '../torture/cluster.js';

// Lost connections, with all that `pg` knows of them.
Logger.overrideLogger(false);

const log = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
const words = Array.from({ length: 40 }, (_, index) => `word ${index} `);

/** Tells of writes that did not work. */
class WatchedLedger extends TypeOrmTurnLedger {
  missed?: () => void;

  override async commit(...write: Parameters<TypeOrmTurnLedger['commit']>) {
    try {
      return await super.commit(...write);
    } catch (error) {
      this.missed?.();
      throw error;
    }
  }
}

/** A server over a database, whose answers do something in their middle, and before their end. */
class Scene {
  readonly alice = newPerson();
  readonly ledger: WatchedLedger;
  inTheMiddle: () => Promise<unknown> = async () => {};
  atTheEnd: () => Promise<unknown> = async () => {};
  readonly server: DelegatingServer;
  readonly client: ChatKitTestClient;

  /** @param leaseMs What an outage is longer than. */
  constructor({ dataSource }: Database, leaseMs?: number) {
    this.ledger = new WatchedLedger(dataSource, { leaseMs });
    this.server = new DelegatingServer(new ScriptedResponder(({ id }) => this.answer(id)), {
      store: new TypeOrmThreadStore(dataSource),
      ledger: this.ledger,
      log,
    });
    this.client = ChatKitTestClient.of(this.server, { principal: this.alice });
  }

  private async *answer(threadId: string) {
    const item = assistantMessage(threadId, '');
    yield added(item);
    for (const word of words.slice(0, 20)) yield delta(item.id, word);
    await this.inTheMiddle();
    for (const word of words.slice(20)) yield delta(item.id, word);
    yield done(assistantMessage(threadId, words.join(''), { id: item.id }));
    await this.atTheEnd();
  }
}

describe('an answer over which PostgreSQL is restarted', () => {
  let cluster: Cluster;
  let database: Database;
  let scene: Scene;
  beforeAll(async () => {
    cluster = await startCluster();
    database = await openDatabase({ databaseUrl: cluster.url, dataDir: '' });
    // Every outage is longer than the lease.
    scene = new Scene(database, 1);
    await scene.server.open();
  }, 60_000);
  afterAll(async () => {
    await scene.server.drain(0);
    await database.close();
    await cluster.dispose();
  });
  beforeEach(() => {
    scene.inTheMiddle = scene.atTheEnd = async () => {};
  });

  /** Stops the server; it comes back when a write has found it gone. */
  const restart = (mode: 'fast' | 'immediate') => async () => {
    await cluster.stop(mode);
    scene.ledger.missed = () => {
      scene.ledger.missed = undefined;
      void cluster.start();
    };
  };

  const texts = async (threadId: string) =>
    (await scene.client.items(threadId)).flatMap((item) =>
      item.type === 'assistant_message' ? item.content.map(({ text }) => text) : [],
    );

  it.each(['fast', 'immediate'] as const)(
    'is stored whole, and told without a fault (%s, in its middle) (D1) (row 6)',
    async (mode) => {
      scene.inTheMiddle = restart(mode);
      const { threadId, events } = await scene.client.createThread('Hello');
      expect(events.map(({ type }) => type)).not.toContain('error');
      expect(await texts(threadId)).toEqual([words.join('')]);
    },
    60_000,
  );

  it('ends, and leaves its thread free, when that happens before its last write (D1) (row 6)', async () => {
    scene.atTheEnd = restart('immediate');
    const { threadId, events } = await scene.client.createThread('Hello');
    expect(events.map(({ type }) => type)).not.toContain('error');
    scene.atTheEnd = async () => {};
    expect((await scene.client.say(threadId, 'And now?')).map(({ type }) => type)).not.toContain('error');
    expect(await texts(threadId)).toHaveLength(2);
  }, 60_000);
});

describe('a line that breaks between a commit and its answer', () => {
  let line: LosingLine;
  let database: Database;
  let scene: Scene;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const postgres = await createPostgres();
    drop = postgres.drop;
    line = await startLosingLine(postgres.url);
    database = await openDatabase({ databaseUrl: line.url, dataDir: '' });
    scene = new Scene(database);
    await scene.server.open();
  }, 60_000);
  afterAll(async () => {
    await scene.server.drain(0);
    await database.close();
    line.close();
    await drop();
  });
  const statuses = (threadId: string) =>
    database.dataSource.query<{ status: string }[]>(
      'select status from turns where thread_id = $1 order by started_at',
      [threadId],
    );

  it('costs a turn that begins nothing: it goes on, and its message is there once (D3) (row 170)', async () => {
    const lost = line.loseNextCommit();
    const { threadId, events } = await scene.client.createThread('Hello');
    await lost;
    expect(events.map(({ type }) => type)).not.toContain('error');
    const again = line.loseNextCommit();
    expect((await scene.client.say(threadId, 'And again')).map(({ type }) => type)).not.toContain('error');
    await again;
    expect(await statuses(threadId)).toEqual([{ status: 'completed' }, { status: 'completed' }]);
    expect((await scene.client.items(threadId)).map(({ type }) => type)).toEqual([
      'user_message',
      'assistant_message',
      'user_message',
      'assistant_message',
    ]);
  });

  it('costs a turn that ends nothing (D3) (row 170)', async () => {
    let lost: Promise<void> | undefined;
    scene.atTheEnd = async () => void (lost = line.loseNextCommit());
    const { threadId, events } = await scene.client.createThread('Hello');
    await lost;
    expect(lost).toBeDefined();
    expect(events.map(({ type }) => type)).not.toContain('error');
    expect(await statuses(threadId)).toEqual([{ status: 'completed' }]);
  });
});
