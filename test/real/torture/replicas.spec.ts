import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ChatKitClient } from '../../support/chatkit-client.js';
import { createPostgres } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { startServerProcess, type ServerProcess } from '../../support/server-process.js';
import { userInput } from '../../../src/testing/client/chatkit-test-client.js';
import {
  answerFor,
  messageFor,
  startPacedProvider,
  torturedBy,
  type PacedProvider,
} from '../../torture/paced-provider.js';
import { Choices, isByHand, report, rounds, seed } from '../../torture/rounds.js';
import { Talk, type Outcome } from '../../torture/talk.js';

const slowly = { kind: 'say', words: 400, pauseMs: 25 } as const;
const shortly = { kind: 'say', words: 3, pauseMs: 0 } as const;

describe('two servers on one PostgreSQL', () => {
  let provider: PacedProvider;
  let database: { url: string; drop(): Promise<void> };
  let rows: pg.Pool;
  let servers: ServerProcess[];
  let clients: ChatKitClient[];
  beforeAll(async () => {
    [provider, database] = await Promise.all([startPacedProvider(), createPostgres()]);
    rows = new pg.Pool({ connectionString: database.url, max: 1 });
    const settings = { DATABASE_URL: database.url, ...torturedBy(provider) };
    servers = [await startServerProcess(settings), await startServerProcess(settings)];
    clients = await Promise.all(servers.map(({ url }) => ChatKitClient.as(url, 'alice')));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.dispose()));
    provider.close();
    await rows.end();
    await database.drop();
  });

  const query = async <Row extends object>(sql: string, ...parameters: unknown[]): Promise<Row[]> =>
    (await rows.query<Row>(sql, parameters)).rows;
  const turnsOf = (threadId: string) =>
    query<{ status: string; lease_epoch: number }>(
      `SELECT status, lease_epoch FROM turns WHERE thread_id = $1 ORDER BY started_at`,
      threadId,
    );

  const count = rounds(20);
  it(
    `begin one turn of 2 to 20 that are asked for at once, in ${count} rounds, seed ${seed} [X1] (row 171)`,
    async () => {
      const choices = new Choices(seed);
      const sums = { rounds: 0, posts: 0, refused: 0 };
      for (let round = 0; round < count; round++) {
        const talk = new Talk(`x${round}`);
        provider.release(`x${round}m0`);
        await talk.say(clients[0]!, { kind: 'hold' });
        const params = { thread_id: talk.threadId, ...userInput(messageFor(`y${round}`, { kind: 'hold' })) };
        const again = { thread_id: talk.threadId, item_id: talk.items[0]!.id };
        // Whoever wins is held until all others have been answered, so that none of them comes after its end.
        provider.holdAgain(`x${round}m0`);
        const tabs = choices.between(2, 20);
        let refused = 0;
        const post = async (tab: number): Promise<Outcome> => {
          const client = choices.of(clients);
          const outcome = await (tab % 5 === 4
            ? new Talk('tab').send(client, 'threads.retry_after_item', again)
            : new Talk('tab').send(client, 'threads.add_user_message', params));
          if (outcome.end === 'error' && ++refused === tabs - 1) {
            const running = (await turnsOf(talk.threadId!)).filter(({ status }) => status === 'running');
            expect(running).toHaveLength(1);
            provider.release(`x${round}m0`);
            provider.release(`y${round}`);
          }
          return outcome;
        };
        const outcomes = await Promise.all(Array.from({ length: tabs }, (_, tab) => post(tab)));
        expect(outcomes.filter(({ end }) => end === 'whole')).toHaveLength(1);
        for (const { error, events } of outcomes.filter(({ end }) => end !== 'whole')) {
          expect(events).toEqual([error]);
          expect(error).toMatchObject({
            allow_retry: true,
            message: expect.stringMatching(/still being written/),
          });
        }
        expect(await turnsOf(talk.threadId!)).toEqual([
          expect.objectContaining({ status: 'completed' }),
          expect.objectContaining({ status: 'completed' }),
        ]);
        const items = await clients[1]!.items(talk.threadId!);
        expect([2, 4]).toContain(items.length);
        sums.rounds++;
        sums.posts += tabs;
        sums.refused += refused;
        if (round % 50 === 49) report(JSON.stringify(sums));
      }
      report(JSON.stringify(sums));
    },
    60_000 + count * 5_000,
  );

  it(`${isByHand ? 'one frozen for a minute' : 'one frozen beyond its lease'} changes nothing when it wakes: the other has taken its turn over, once [K4]`, async () => {
    const [sleeper, other] = servers as [ServerProcess, ServerProcess];
    const talks = [1, 2, 3, 4, 5].map((number) => new Talk(`f${number}`));
    const answers = talks.map((talk) => talk.say(clients[0]!, slowly));
    await eventually(() => {
      for (const { items } of talks) expect(items.at(-1)).toMatchObject({ type: 'assistant_message' });
    });
    // Long enough for a checkpoint.
    await sleep(2_500);
    process.kill(sleeper.pid, 'SIGSTOP');
    try {
      if (isByHand) await sleep(60_000);
      else await query(`UPDATE turns SET lease_expires_at = now() WHERE status = 'running'`);
      // One thread is freed by a message, the others by the sweep.
      const [first, ...rest] = talks as [Talk, ...Talk[]];
      const other = new Talk('tab');
      other.threadId = first.threadId;
      expect(await other.say(clients[1]!, shortly)).toMatchObject({ end: 'whole' });
      for (const talk of rest) {
        await eventually(async () => {
          const [turn] = await turnsOf(talk.threadId!);
          expect(turn).toEqual({ status: 'interrupted', lease_epoch: 2 });
        }, 10_000);
      }
      const stored = await everything();
      process.kill(sleeper.pid, 'SIGCONT');
      // The sleeper ends its streams by itself: at the next write, or the next renewal of its leases.
      for (const { end, error } of await Promise.all(answers)) {
        expect([end, error]).toEqual(['error', expect.objectContaining({ allow_retry: true })]);
      }
      expect(await everything()).toEqual(stored);
    } finally {
      process.kill(sleeper.pid, 'SIGCONT');
    }
    for (const talk of talks) {
      const closed = other.log().split(talk.threadId!).length - 1;
      expect(closed).toBeGreaterThanOrEqual(1);
      expect((await turnsOf(talk.threadId!))[0]).toEqual({ status: 'interrupted', lease_epoch: 2 });
      const items = await clients[1]!.items(talk.threadId!);
      const kept = items.find(({ type }) => type === 'assistant_message')!;
      expect(answerFor(talk.lastName, slowly.words)).toContain(
        kept.type === 'assistant_message' ? kept.content[0]!.text : 'nothing',
      );
      expect(await talk.say(clients[0]!, shortly)).toMatchObject({ end: 'whole' });
    }

    async function everything() {
      const ids = talks.map(({ threadId }) => threadId);
      return [
        await query(`SELECT * FROM thread_items WHERE thread_id = ANY ($1) ORDER BY thread_id, id`, ids),
        await query(`SELECT * FROM threads WHERE id = ANY ($1) ORDER BY id`, ids),
        await query(`SELECT * FROM turns WHERE thread_id = ANY ($1) ORDER BY id`, ids),
      ];
    }
  }, 150_000);
});
