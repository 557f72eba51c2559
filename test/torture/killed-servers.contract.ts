import { setTimeout as sleep } from 'node:timers/promises';
import { ChatKitClient } from '../support/chatkit-client.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { answerWaiting, Load, retryLast, untilTaken, waitingIn } from './load.js';
import { startPacedProvider, torturedBy, type PacedProvider } from './paced-provider.js';
import { Choices, report, rounds, seed } from './rounds.js';
import type { Talk } from './talk.js';

/** The longest that a thread may be stuck after a restart, in milliseconds. */
const stuckAtMostMs = 30_000;
/** How far a partial answer may be behind: the pause between two checkpoints, and what a busy machine adds. */
const behindAtMostMs = 2_000 + 3_000;
const people = 20;
const shortly = { kind: 'say', words: 3, pauseMs: 0 } as const;

/** A database that outlives the servers on it. */
export interface TorturedDatabase {
  settings: Record<string, string>;
  /** Ends the leases of servers that are gone, in the place of the half minute that they last. */
  expireLeases?(): Promise<unknown>;
  close(): Promise<unknown>;
}

/**
 * Kills a server at a moment of chance while people talk to it, starts another on what it left, and looks for what was
 * acknowledged: round after round on the same database.
 */
export function killedServersContract(open: () => Promise<TorturedDatabase>): void {
  const count = rounds(4);
  const choices = new Choices(seed);
  const sums = {
    kills: 0,
    talks: 0,
    items: 0,
    cut: 0,
    interrupted: 0,
    behindMs: 0,
    stuckMs: 0,
    retried: 0,
    answered: 0,
  };
  const most = (name: 'behindMs' | 'stuckMs', value: number) => (sums[name] = Math.max(sums[name], value));
  const faults: string[] = [];
  /** Conversations of earlier rounds. */
  const earlier: Talk[] = [];
  let provider: PacedProvider;
  let database: TorturedDatabase;
  let server: ServerProcess;
  const start = async () => {
    server = await startServerProcess({ ...database.settings, ...torturedBy(provider) });
    return ChatKitClient.as(server.url, 'alice');
  };

  beforeAll(async () => {
    [provider, database] = [await startPacedProvider(), await open()];
  });
  afterAll(async () => {
    await server.dispose();
    provider.close();
    await database.close();
  });

  it(
    `loses nothing that was acknowledged in ${count} kills, seed ${seed} [K1] (rows 41, 109, 170, 171)`,
    async () => {
      let client = await start();
      for (let round = 0; round < count; round++) {
        // Every tenth round waits for the leases to end by themselves, as people would have to.
        const waits = count >= 10 && round % 10 === 0;
        const load = new Load(client, choices, { name: `r${round}`, people });
        // Every fourth time late: an answer that is not stored meanwhile is far behind by then.
        if (round % 4 === 0) await load.until((talk) => talk.writingMs > behindAtMostMs + 1_000);
        else await sleep(choices.between(300, 5_000));
        await Promise.all([server.kill(), load.whenCut()]);
        await server.dispose();
        if (!waits) await database.expireLeases?.();
        client = await start();
        const startedAt = Date.now();

        const cut = load.talks.filter(({ broken, threadId }) => broken && threadId);
        await Promise.all(cut.map((talk) => recover(talk, { client, waits, startedAt })));
        const whole = load.talks.filter(({ broken }) => !broken);
        for (const talk of [...whole, ...earlier.slice(-40)]) await compare(talk, client);
        await answerSome(whole, client);

        earlier.push(...load.talks.filter(({ threadId }) => threadId));
        sums.kills++;
        sums.talks += load.talks.length;
        sums.cut += cut.length;
        report(JSON.stringify(sums));
        expect(faults).toEqual([]);
      }
      for (const talk of earlier) await compare(talk, client);
      expect(faults).toEqual([]);
      expect(sums.behindMs).toBeLessThanOrEqual(behindAtMostMs);
      expect(sums.stuckMs).toBeLessThanOrEqual(stuckAtMostMs);
      expect(sums.interrupted).toBeGreaterThan(0);
    },
    60_000 + count * 90_000,
  );

  async function compare(talk: Talk, client: ChatKitClient): Promise<void> {
    const found = await talk.compare(client);
    faults.push(...found.faults);
    sums.items += found.acknowledged;
    if (found.behindMs !== undefined) most('behindMs', found.behindMs);
  }

  /** Goes on with a conversation whose answer was cut: by asking again, or by one more message. */
  async function recover(
    talk: Talk,
    { client, waits, startedAt }: { client: ChatKitClient; waits: boolean; startedAt: number },
  ): Promise<void> {
    const { turnId } = talk.broken!;
    const retries = !waits && choices.next() < 0.5;
    if (!waits) {
      await compare(talk, client);
      await talk.reload(client);
    }
    const isAsked = talk.items.some(({ type }) => type === 'user_message');
    const outcome = await untilTaken(
      () => (retries && isAsked ? retryLast(talk, client) : talk.say(client, shortly)),
      startedAt + stuckAtMostMs,
    );
    most('stuckMs', Date.now() - startedAt);
    if (outcome.end !== 'whole')
      faults.push(`${talk.name} takes no message: ${JSON.stringify(outcome.error)}`);
    await compare(talk, client);
    await talk.reload(client);
    sums.retried += Number(retries);
    if (!isInterrupted(turnId)) return;
    sums.interrupted++;
    // What was cut off is marked for the model, until the message is answered anew.
    const isTold = provider.askedFor(talk.lastName)?.includes('was cut off before it was complete');
    if (!retries && !isTold) faults.push(`${talk.name}: the model does not know that its answer was cut off`);
  }

  /** Answers some of what waits for people since before the kill. */
  async function answerSome(talks: readonly Talk[], client: ChatKitClient): Promise<void> {
    for (const talk of talks.filter(waitingIn).slice(0, 6)) {
      const { end } = await answerWaiting(talk, client);
      if (end !== 'whole' || waitingIn(talk)) faults.push(`${talk.name} cannot be answered any more`);
      await compare(talk, client);
      sums.answered++;
    }
  }

  /** Whether the server that runs now has closed the turn in the place of the one before. */
  const isInterrupted = (turnId = 'none'): boolean =>
    server
      .log()
      .split('\n')
      .some((line) => line.includes('turn was interrupted') && line.includes(turnId));
}
