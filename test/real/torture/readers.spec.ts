import type { Socket } from 'node:net';
import { setImmediate as nextLoop, setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DataSource } from 'typeorm';
import { AssistantServer } from '../../../src/agent/assistant.server.js';
import { assistantMessage } from '../../../src/testing/builders.js';
import { typesOf } from '../../../src/testing/client/answers.js';
import { added, delta, done } from '../../../src/testing/events.js';
import { ScriptedResponder, untilStopped } from '../../../src/testing/scripted.responder.js';
import { startApp, type TestApp } from '../../support/app.js';
import { startBlackHole, type BlackHole } from '../../support/black-hole.js';
import { eventually } from '../../support/eventually.js';
import { RawReader } from '../../torture/raw-reader.js';
import { report, rounds } from '../../torture/rounds.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Events of an answer to "steps", one after another. */
const steps = 12;
const filler = 'x'.repeat(64 * 1024);
/** Times that it is said in much. */
const floods = 500;

/** Answers at length that have begun since somebody looked. */
let begun = 0;

/** Answers at length, in steps, or in half, as the message says. */
const responder = new ScriptedResponder(async function* (thread, input, context) {
  const asked = input?.content.map(({ text }) => text).join('') ?? '';
  const item = assistantMessage(thread.id);
  if (asked === 'flood') {
    begun++;
    for (let count = 0; !context.signal.aborted; count++) {
      yield { type: 'progress_update', text: `<${count}> ${filler}` };
      await nextLoop();
    }
    return;
  }
  yield added(item);
  if (asked === 'much') {
    // More than the kernel takes for a connection.
    for (let count = 0; count < floods; count++) {
      yield { type: 'progress_update', text: `<${count}> ${filler}` };
      await nextLoop();
    }
  }
  for (let step = 0; step < steps; step++) {
    yield delta(item.id, `step ${step} `);
    if (asked === 'steps') await sleep(2);
  }
  if (asked === 'half') await untilStopped(context);
  yield done({ ...item, content: [{ type: 'output_text', text: 'All of it.', annotations: [] }] });
});

/** A turn is stopped at once; what is left is for a machine that has other things to do. */
const freeWithinMs = 3_000;

let server: TestApp;
beforeAll(async () => (server = await startApp({ responder })));
afterAll(() => server.close());

/** However slow the machine: the first may have been dropped when the last one begins. */
const haveBegun = (count: number) => eventually(() => expect(begun).toBe(count), 30_000);
beforeEach(() => (begun = 0));
const running = () => server.app.get(AssistantServer).runningTurns;
const statusesOf = async (threadIds: (string | undefined)[]): Promise<string[]> => {
  const rows = await server.app
    .get(DataSource)
    .query<{ status: string }[]>(`SELECT status FROM turns WHERE thread_id = ANY ($1)`, [threadIds]);
  return rows.map(({ status }) => status);
};
/** What is really held: what the collector has not come to yet is no reader's. */
function heldMb(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 / 1024;
}

describe('readers that do not read', () => {
  it('are dropped, 50 at once, with the memory they take bounded and others undisturbed [C1]', async () => {
    let most = 0;
    // Not more often: it is a full collection, which takes its time where much was loaded.
    const watch = setInterval(() => (most = Math.max(most, heldMb())), 2_000);
    const since = Date.now();
    const readers = await Promise.all(
      Array.from({ length: 50 }, () => RawReader.open(server.alice, 'flood')),
    );
    await haveBegun(50);
    const { events } = await server.bob.createThread('steps');
    expect(typesOf(events).filter((type) => type === 'thread.item.updated')).toHaveLength(steps);
    // They are waited for while the kernel takes what is sent, and 5 seconds more.
    await eventually(() => expect(running()).toBe(0), 40_000);
    clearInterval(watch);
    readers.forEach(({ socket }) => socket.destroy());
    await nextLoop();
    const theirs = most - heldMb();
    report(
      `50 readers that never read: dropped after ${Date.now() - since} ms, ${Math.round(theirs)} MB held`,
    );
    expect(theirs).toBeLessThan(150);
  }, 120_000);

  it('or read now and then, get what they get without a hole [C2]', async () => {
    const readers = await Promise.all(Array.from({ length: 5 }, () => RawReader.open(server.alice, 'flood')));
    await haveBegun(readers.length);
    const since = Date.now();
    while (running() > 0 && Date.now() - since < 60_000) {
      readers.forEach((reader) => reader.take());
      await sleep(1_000);
    }
    expect(running()).toBe(0);
    for (const { socket, text } of readers) {
      const numbers = [...text.matchAll(/"<(\d+)> /g)].map(([, number]) => Number(number));
      expect(numbers).toEqual(Array.from(numbers, (_, index) => index));
      expect(numbers.length).toBeGreaterThan(2);
      socket.destroy();
    }
  }, 120_000);

  it('leave no connection behind when they fall silent after a short answer [C5]', async () => {
    const readers = await Promise.all(
      Array.from({ length: 20 }, () => RawReader.open(server.alice, 'whole')),
    );
    await eventually(() => expect(running()).toBe(0));
    // The answer fits into what the kernel takes: it is stored whole, and costs the server nothing any more.
    readers.forEach(({ socket }) => socket.resume().pause());
    await Promise.all(readers.map((reader) => reader.until((text) => text.includes('All of it.'))));
    expect(await statusesOf(readers.map(({ threadId }) => threadId))).toEqual(
      Array.from({ length: 20 }, () => 'completed'),
    );
    readers.forEach(({ socket }) => socket.destroy());
  });
});

describe('a peer that vanishes, without a word, in mid-answer', () => {
  let hole: BlackHole;
  beforeAll(async () => (hole = await startBlackHole(server.url)));
  afterAll(() => hole.close());

  it.each([
    ['is stopped, as when the connection closes', 'flood', {}, 'cancelled'],
    [
      'is stored whole, where the client keeps its turns',
      'much',
      { 'chatkit-stop': 'explicit' },
      'completed',
    ],
  ])(
    'is dropped, and its answer %s [C5]',
    async (_, asked, headers, status) => {
      const { token } = server.alice;
      const before = heldMb();
      let most = before;
      const watch = setInterval(() => (most = Math.max(most, heldMb())), 500);
      const connections: Socket[] = [];
      const note = (socket: Socket) => void connections.push(socket);
      const http = server.app.getHttpServer();
      http.on('connection', note);
      const readers = await Promise.all(
        Array.from({ length: 5 }, () => RawReader.open({ url: hole.url, token }, asked, headers)),
      );
      await Promise.all(readers.map((reader) => reader.until((text) => text.includes('"<0> '))));
      http.off('connection', note);
      hole.swallow();
      const since = Date.now();
      const held = () => connections.filter(({ destroyed }) => !destroyed).length;
      await eventually(() => expect([held(), running()]).toEqual([0, 0]), 60_000);
      clearInterval(watch);
      report(
        `5 peers that vanished: gone after ${Date.now() - since} ms, ${Math.round(most - before)} MB held`,
      );
      expect(connections).toHaveLength(readers.length);
      expect(most - before).toBeLessThan(50);
      expect(await statusesOf(readers.map(({ threadId }) => threadId))).toEqual(readers.map(() => status));
      for (const { socket } of readers) socket.destroy();
    },
    120_000,
  );
});

describe('readers that leave', () => {
  const times = rounds(20);

  it.each([
    ['a reset', (reader: RawReader) => void reader.socket.resetAndDestroy()],
    ['a close', (reader: RawReader) => void reader.socket.destroy()],
    ['the end of their own half', (reader: RawReader) => void reader.socket.end()],
  ])(
    `by %s free the turn, ${times} times [C3]`,
    async (_, leave) => {
      let longestMs = 0;
      const threadIds: (string | undefined)[] = [];
      for (let time = 0; time < times; time++) {
        const reader = await RawReader.open(server.alice, 'half');
        await reader.until((text) => text.includes(`step ${steps - 1}`));
        const leftAt = Date.now();
        leave(reader);
        await eventually(() => expect(running()).toBe(0));
        longestMs = Math.max(longestMs, Date.now() - leftAt);
        threadIds.push(reader.threadId);
        reader.socket.destroy();
      }
      report(`left ${times} times: free after ${longestMs} ms at the latest`);
      expect(longestMs).toBeLessThan(freeWithinMs);
      expect(await statusesOf(threadIds)).toEqual(Array.from({ length: times }, () => 'cancelled'));
      for (const threadId of threadIds) {
        expect((await server.alice.items(threadId!)).at(-1)).toMatchObject({
          content: [{ text: expect.stringContaining(`step ${steps - 1}`) }],
        });
      }
    },
    20_000 + times * 1_000,
  );

  it('at any event, or inside of one, leave a turn that has ended and what they saw of it [C4]', async () => {
    // Begun, message, options, answer begun, its steps, its end.
    for (let events = 1; events <= 4 + steps + 1; events++) {
      for (const more of [0, 9]) {
        const reader = await RawReader.open(server.alice, 'steps');
        const isEnough = (text: string) =>
          (text.split('\n\n')[events] ?? '').length >= more && text.split('\n\n').length > events;
        await reader.until(
          (text) => isEnough(text.slice(text.indexOf('\r\n\r\n') + 4)) || text.includes('All of it.'),
        );
        reader.socket.destroy();
        await eventually(() => expect(running()).toBe(0));
        const [status] = await statusesOf([reader.threadId]);
        expect(['cancelled', 'completed']).toContain(status);
        const items = await server.alice.items(reader.threadId!);
        expect(items[0]).toMatchObject({ type: 'user_message' });
        const seen = [...reader.text.matchAll(/"delta":"(step \d+ )"/g)].map(([, text]) => text).join('');
        const kept = items[1]?.type === 'assistant_message' ? items[1].content[0]!.text : '';
        expect(kept === 'All of it.' || kept.startsWith(seen)).toBe(true);
      }
    }
  }, 60_000);
});
