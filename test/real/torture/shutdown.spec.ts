import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChatKitClient } from '../../support/chatkit-client.js';
import { eventually } from '../../support/eventually.js';
import { startServerProcess, type ServerProcess } from '../../support/server-process.js';
import { retryLast } from '../../torture/load.js';
import { startPacedProvider, torturedBy, type PacedProvider } from '../../torture/paced-provider.js';
import { report, rounds, seed } from '../../torture/rounds.js';
import { Talk } from '../../torture/talk.js';

const turns = 50;
/** Ends within the grace of five seconds. */
const soonDone = { kind: 'say', words: 30, pauseMs: 30 } as const;
/** Does not. */
const long = { kind: 'say', words: 1_000, pauseMs: 50 } as const;

describe('a server that is told to stop while it writes 50 answers', () => {
  const count = rounds(1);
  let dataDir: string;
  let provider: PacedProvider;
  let server: ServerProcess;
  const start = async () => {
    server = await startServerProcess({ DATA_DIR: dataDir, ...torturedBy(provider) });
    return ChatKitClient.as(server.url, 'alice');
  };
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'chatkit-stopped-'));
    provider = await startPacedProvider();
  });
  afterAll(async () => {
    await server.dispose();
    provider.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it(
    `is not ready at once, refuses kindly, ends or keeps every answer, and exits with 0 within 30 s, ${count} times, seed ${seed} [K3] (row 170)`,
    async () => {
      const sums = { stops: 0, whole: 0, cut: 0, items: 0, notReadyMs: 0, exitMs: 0 };
      for (let round = 0; round < count; round++) {
        const client = await start();
        const talks = Array.from({ length: turns }, (_, n) => new Talk(`s${round}p${n}`));
        const answers = talks.map((talk, n) => talk.say(client, n % 2 ? long : soonDone));
        await eventually(() => {
          for (const { items } of talks) expect(items.length).toBeGreaterThan(0);
        }, 20_000);

        const askedAt = Date.now();
        const ended = server.end('SIGTERM');
        const readiness = async () => (await fetch(`${server.url}/readyz`)).status;
        // However busy it is: what is asked once it has noticed the signal is not told that it is ready.
        await eventually(() => expect(server.log()).toContain('"msg":"told to stop"'), 20_000);
        expect(await readiness()).toBe(503);
        sums.notReadyMs = Math.max(sums.notReadyMs, Date.now() - askedAt);
        const late = await new Talk('late').say(client, soonDone);
        expect(late.events).toEqual([
          expect.objectContaining({
            type: 'error',
            message: expect.stringMatching(/restarting/),
            allow_retry: true,
          }),
        ]);
        const outcomes = await Promise.all(answers);
        expect(await ended).toBe(0);
        sums.exitMs = Math.max(sums.exitMs, Date.now() - askedAt);
        for (const { end, error } of outcomes) {
          expect(['whole', 'error']).toContain(end);
          if (error) expect(error).toMatchObject({ code: 'custom', allow_retry: true });
        }
        expect(outcomes.filter((_, n) => n % 2).every(({ end }) => end === 'error')).toBe(true);

        const again = await start();
        for (const [n, talk] of talks.entries()) {
          const found = await talk.compare(again);
          expect([found.faults, talk.broken]).toEqual([[], undefined]);
          sums.items += found.acknowledged;
          if (outcomes[n]!.end === 'whole') sums.whole++;
          else sums.cut++;
        }
        // It would answer at its full length: that it begins is enough.
        const [cut] = talks.filter((_, n) => n % 2);
        const retried = retryLast(cut!, again);
        await eventually(() => expect(provider.countOf(cut!.lastName)).toBe(2));
        await server.kill();
        await retried;
        await server.dispose();
        sums.stops++;
        report(JSON.stringify(sums));
      }
      // Asked over HTTP, of a machine that may be busy: within the grace, while answers are still being written.
      expect(sums.notReadyMs).toBeLessThan(5_000);
      expect(sums.exitMs).toBeLessThan(30_000);
    },
    60_000 + count * 60_000,
  );
});
