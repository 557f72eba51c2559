import { setImmediate as nextLoop, setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DataSource } from 'typeorm';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { textOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import {
  answers,
  begin,
  healthy,
  reset,
  startFaultyProvider,
  status,
  type FaultyProvider,
  type Reply,
} from '../support/faulty-provider.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const moods: Reply[] = [
  healthy('responses'),
  status(503, '{}'),
  reset,
  (response) => begin(response, answers.responses.partial('Once')),
  () => {},
];
const moodMs = 1_000;
const people = 16;
const lastsMs = 12_000;

describe('[A9] a provider that flaps', () => {
  let provider: FaultyProvider;
  let server: TestApp;
  beforeAll(async () => {
    provider = await startFaultyProvider();
    server = await startApp({
      variables: {
        OPENAI_BASE_URL: provider.baseUrl,
        MODEL: 'flapping',
        MODEL_FIRST_BYTE_SECONDS: '0.2',
        MODEL_IDLE_SECONDS: '0.2',
      },
    });
  });
  afterAll(async () => {
    await server.close();
    provider.close();
  });

  it('leaves no turn, no socket and no growing memory behind, and answers again when it is well', async () => {
    let at = 0;
    provider.reply = moods[0]!;
    await server.alice.createThread('Hello');
    const until = Date.now() + lastsMs;
    const flapping = setInterval(() => (provider.reply = moods[++at % moods.length]!), moodMs);
    const ends: Record<string, number> = {};
    const heapAt: number[] = [];
    const measure = async () => {
      // What the provider of this test keeps is none of the server's.
      provider.requests.splice(0);
      // What finalizers and weak references hold goes with a later collection than the first.
      for (let round = 0; round < 6; round++) {
        collectGarbage();
        await nextLoop();
      }
      heapAt.push(process.memoryUsage().heapUsed);
    };
    const person = async (n: number) => {
      while (Date.now() < until) {
        const stream = await server.alice.open('threads.create', userInput(`Hello ${n}`));
        const events: ThreadStreamEvent[] = [];
        for await (const event of stream.events) events.push(event);
        const end = events.find(({ type }) => type === 'error')
          ? 'failed'
          : textOf(events) === 'All is well.'
            ? 'whole'
            : 'neither';
        ends[end] = (ends[end] ?? 0) + 1;
        // A person reads what happened before the next try.
        await sleep(50);
      }
    };
    const all = Promise.all(Array.from({ length: people }, (_, n) => person(n)));
    await sleep(lastsMs / 3);
    await measure();
    await all;
    clearInterval(flapping);
    provider.reply = healthy('responses');
    await measure();

    expect(Object.keys(ends).sort()).toEqual(['failed', 'whole']);
    expect(server.app.get(DataSource).isInitialized).toBe(true);
    const running = await server.app
      .get(DataSource)
      .query<object[]>(`select id from turns where status in ('queued', 'running')`);
    expect(running).toEqual([]);
    // A connection that waits for its next request is fine; one for each request that failed is not.
    expect(await provider.connections()).toBeLessThanOrEqual(people);
    const [early, late] = heapAt;
    expect(late! - early!).toBeLessThan(16 * 1024 * 1024);
    // The pause after so many failures is over in a while.
    await eventually(async () => {
      const { events } = await server.alice.createThread('Hello');
      expect(textOf(events)).toBe('All is well.');
    }, 20_000);
  }, 60_000);
});
