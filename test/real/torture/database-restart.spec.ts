import { setTimeout as sleep } from 'node:timers/promises';
import { ChatKitClient } from '../../support/chatkit-client.js';
import { eventually } from '../../support/eventually.js';
import { startServerProcess, type ServerProcess } from '../../support/server-process.js';
import { startCluster, type Cluster } from '../../torture/cluster.js';
import { Load, untilTaken } from '../../torture/load.js';
import { startPacedProvider, torturedBy, type PacedProvider } from '../../torture/paced-provider.js';
import { Choices, isByHand, report, rounds, seed } from '../../torture/rounds.js';

/** How PostgreSQL goes, and for how long it is away, in milliseconds. */
const ways = [
  { mode: 'fast', awayMs: 0 },
  { mode: 'immediate', awayMs: 0 },
  { mode: 'immediate', awayMs: isByHand ? 30_000 : 4_000 },
] as const;
const people = 20;
/** The longest that a conversation may be stuck after PostgreSQL is back, in milliseconds. */
const stuckAtMostMs = 30_000;

describe('a server whose PostgreSQL is restarted beneath it', () => {
  let cluster: Cluster;
  let provider: PacedProvider;
  let server: ServerProcess;
  let client: ChatKitClient;
  beforeAll(async () => {
    [cluster, provider] = await Promise.all([startCluster(), startPacedProvider()]);
    server = await startServerProcess({ DATABASE_URL: cluster.url, ...torturedBy(provider) });
    client = await ChatKitClient.as(server.url, 'alice');
  }, 60_000);
  afterAll(async () => {
    await server.dispose();
    provider.close();
    await cluster.dispose();
  });

  const readiness = async () => (await fetch(`${server.url}/readyz`)).status;
  /** Milliseconds until `/readyz` answers with the status. */
  const untilReady = async (status: number, withinMs: number) => {
    const since = Date.now();
    await eventually(async () => expect(await readiness()).toBe(status), withinMs);
    return Date.now() - since;
  };

  it.each(ways)(
    `lives, and loses nothing that was acknowledged ($mode, away for $awayMs ms), seed ${seed} [D1] (rows 6, 61, 170)`,
    async ({ mode, awayMs }) => {
      const choices = new Choices(seed);
      const sums = {
        restarts: 0,
        talks: 0,
        items: 0,
        broken: 0,
        goneMs: 0,
        backMs: 0,
        stuckMs: 0,
        behindMs: 0,
      };
      const most = (name: 'goneMs' | 'backMs' | 'stuckMs' | 'behindMs', value: number) =>
        (sums[name] = Math.max(sums[name], value));
      const errors = new Map<string, number>();
      for (let round = 0; round < rounds(1); round++) {
        const name = `d${mode}${awayMs}r${round}`;
        const load = new Load(client, choices, { name, people, goesOn: true });
        await sleep(choices.between(500, 2_500));
        await cluster.stop(mode);
        if (awayMs > 0) {
          most('goneMs', await untilReady(503, 4_000));
          // Whether a person has signed out is asked of the database, too: that is no failure of theirs, nor of ours.
          const stranger = await ChatKitClient.as(server.url, 'bob');
          expect(await stranger.call('threads.list', {})).toMatchObject({
            status: 503,
            body: { code: 'storage_unavailable' },
          });
          await sleep(awayMs);
        }
        await cluster.start();
        const backAt = Date.now();
        most('backMs', await untilReady(200, 10_000));
        await sleep(1_000);
        await load.stop();

        const faults: string[] = [];
        await Promise.all(
          load.talks.map(async (talk) => {
            const wasBroken = talk.broken !== undefined;
            // Who was cut off says something more, until it is taken: nobody else closes what was left open.
            if (wasBroken && talk.threadId !== undefined) {
              const again = () => talk.say(client, { kind: 'say', words: 3, pauseMs: 0 });
              const outcome = await untilTaken(again, backAt + stuckAtMostMs);
              if (outcome.end !== 'whole') faults.push(`${talk.name} takes no message`);
              most('stuckMs', Date.now() - backAt);
            }
            const found = await talk.compare(client);
            faults.push(...found.faults);
            sums.items += found.acknowledged;
            sums.broken += Number(wasBroken);
            if (found.behindMs !== undefined) most('behindMs', found.behindMs);
          }),
        );
        for (const [text, count] of load.errors) errors.set(text, (errors.get(text) ?? 0) + count);
        sums.restarts++;
        sums.talks += load.talks.length;
        report(`${mode}, away ${awayMs} ms: ${JSON.stringify(sums)} ${JSON.stringify([...errors])}`);
        expect(faults).toEqual([]);
      }
      expect([...errors.keys()].filter((text) => !text.startsWith('may be retried'))).toEqual([]);
      expect(sums.items).toBeGreaterThan(people);
    },
    60_000 + rounds(1) * 120_000,
  );
});
