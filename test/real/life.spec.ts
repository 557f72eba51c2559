import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { foldItems } from '../../src/protocol/fold.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import type { Page } from '../../src/protocol/page.js';
import type { Thread } from '../../src/protocol/thread.js';
import { textOf, threadIdOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { barMs } from '../support/bar.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { eventually } from '../support/eventually.js';
import { ServerExit, startServerProcess, type ServerProcess } from '../support/server-process.js';
import { issuerSecret } from '../support/tokens.js';

const slow = { DEMO_DELAY_MS: '200' };
const fast = { DEMO_DELAY_MS: '0' };
const help = 'What can you do?';

let dataDir: string;
const running: ServerProcess[] = [];
beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'chatkit-life-'))));
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.dispose()));
  await rm(dataDir, { recursive: true, force: true });
});

async function start(settings: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startServerProcess({ DATA_DIR: dataDir, ...settings });
  running.push(server);
  return server;
}

const failedStart = (settings: Record<string, string>): Promise<ServerExit> =>
  start(settings).then(
    () => {
      throw new Error('The server started.');
    },
    (error: ServerExit) => error,
  );

/** Opens an answer and reads it until its text has begun. */
async function beginAnswer(alice: ChatKitClient) {
  const stream = await alice.open('threads.create', userInput(help));
  const events: ThreadStreamEvent[] = [];
  while (textOf(events).length < 10) events.push((await stream.events.next()).value as ThreadStreamEvent);
  return { stream, events, threadId: threadIdOf(events) };
}

async function restOf(events: AsyncIterable<ThreadStreamEvent>): Promise<ThreadStreamEvent[]> {
  const rest: ThreadStreamEvent[] = [];
  for await (const event of events) rest.push(event);
  return rest;
}

describe('a second server on the same data directory', () => {
  it('ends within 3 s, naming the process that has it; the first goes on', async () => {
    const first = await start(fast);
    expect(first.log()).toMatch(/embedded database .* one process, and not safe/);
    const startedAt = Date.now();
    const { code, log } = await failedStart(fast);
    expect(Date.now() - startedAt).toBeLessThan(barMs(3_000));
    expect(code).toBe(1);
    expect(log).toContain(`process ${first.pid}`);
    expect(log).not.toMatch(/\n\s+at /);
    const alice = await ChatKitClient.as(first.url, 'alice');
    expect(textOf((await alice.createThread(help)).events)).not.toBe('');
  });
});

describe('a server that is killed', () => {
  it('loses nothing that was acknowledged, and goes on with the threads it had (rows 41, 109, 171)', async () => {
    const first = await start(fast);
    const before = await ChatKitClient.as(first.url, 'alice');
    const whole = await before.createThread('Add a task to buy groceries');
    const acknowledged = whole.events.reduce<ThreadItem[]>(foldItems, []);
    await first.kill();

    const second = await start(fast);
    const after = await ChatKitClient.as(second.url, 'alice');
    expect(await after.items(whole.threadId)).toEqual(acknowledged);
    expect(textOf(await after.say(whole.threadId, "what's left?"))).toMatch(/groceries/i);
  });

  it('in mid-answer leaves the text that had been seen for 2 s, and a thread that takes messages (row 170)', async () => {
    const first = await start(slow);
    const { stream, threadId, events } = await beginAnswer(await ChatKitClient.as(first.url, 'alice'));
    const seen = textOf(events);
    const until = Date.now() + 2_500;
    while (Date.now() < until) events.push((await stream.events.next()).value as ThreadStreamEvent);
    await Promise.all([first.kill(), restOf(stream.events).catch(() => undefined)]);

    const second = await start(fast);
    const alice = await ChatKitClient.as(second.url, 'alice');
    const items = await alice.items(threadId);
    expect(items[0]).toMatchObject({ type: 'user_message', content: [{ text: help }] });
    const partial = items.at(-1)!;
    expect(partial.type).toBe('assistant_message');
    const kept = partial.type === 'assistant_message' ? partial.content[0]!.text : '';
    expect(kept.startsWith(seen)).toBe(true);
    expect(textOf(events).startsWith(kept)).toBe(true);
    expect(textOf(await alice.say(threadId, help))).not.toBe('');
    expect(second.log()).toContain('turn was interrupted');
  });
});

describe('SIGTERM', () => {
  it('ends an open answer with an error that may be retried, keeps its text, and the process ends with 0', async () => {
    const first = await start({ ...slow, SHUTDOWN_GRACE_SECONDS: '1' });
    const { stream, threadId, events } = await beginAnswer(await ChatKitClient.as(first.url, 'alice'));
    const askedAt = Date.now();
    const ended = first.end('SIGTERM');
    const rest = await restOf(stream.events);
    expect(rest.at(-1)).toMatchObject({ type: 'error', code: 'custom', allow_retry: true });
    expect(await ended).toBe(0);
    expect(Date.now() - askedAt).toBeLessThan(barMs(10_000));

    const second = await start(fast);
    const items = await (await ChatKitClient.as(second.url, 'alice')).items(threadId);
    expect([...events, ...rest].reduce<ThreadItem[]>(foldItems, [])).toEqual(items);
    expect(items.at(-1)!.type).toBe('assistant_message');
  });

  it('lets an answer end that is nearly done', async () => {
    const server = await start({ DEMO_DELAY_MS: '20' });
    const { stream } = await beginAnswer(await ChatKitClient.as(server.url, 'alice'));
    const ended = server.end('SIGTERM');
    expect((await restOf(stream.events)).at(-1)).toMatchObject({ type: 'thread.item.done' });
    expect(await ended).toBe(0);
  });

  it('refuses new messages kindly while an answer is still being written', async () => {
    const server = await start({ ...slow, SHUTDOWN_GRACE_SECONDS: '2' });
    const alice = await ChatKitClient.as(server.url, 'alice');
    const { stream } = await beginAnswer(alice);
    const ended = server.end('SIGTERM');
    await stream.events.next();
    const answer = await alice
      .open('threads.create', userInput('Hello'))
      .then(({ events }) => restOf(events))
      .catch((error: unknown) => error);
    // Either the server still listens and says it in the stream, or it has stopped to accept connections.
    if (Array.isArray(answer))
      expect(answer).toEqual([expect.objectContaining({ type: 'error', allow_retry: true })]);
    else expect(answer).toBeInstanceOf(TypeError);
    await restOf(stream.events);
    expect(await ended).toBe(0);
  });

  it('ends an idle server at once', async () => {
    const server = await start(fast);
    const alice = await ChatKitClient.as(server.url, 'alice');
    await alice.call<Page<Thread>>('threads.list', {});
    const askedAt = Date.now();
    expect(await server.end('SIGTERM')).toBe(0);
    expect(Date.now() - askedAt).toBeLessThan(barMs(2_000));
  });
});

describe('a start that cannot succeed (rows 83, 213)', () => {
  it('names the setting and the fix, without a stack', async () => {
    const { code, log } = await failedStart({ PORT: 'eighty', AUTH_MODE: 'jwt' });
    expect(code).toBe(1);
    expect(log).toMatch(/PORT: /);
    expect(log).not.toMatch(/\n\s+at /);
  });

  it('says that the port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { code, log } = await failedStart({ PORT: String(port) });
    taken.close();
    expect([code, log]).toEqual([1, expect.stringContaining(`PORT: ${port} is in use`)]);
  });

  it('says within 5 s that the database does not answer, and keeps its password to itself', async () => {
    const startedAt = Date.now();
    const { code, log } = await failedStart({ DATABASE_URL: 'postgres://ada:hunter2@127.0.0.1:1/chat' });
    expect(Date.now() - startedAt).toBeLessThan(barMs(5_000));
    expect([code, log]).toEqual([1, expect.stringContaining('DATABASE_URL')]);
    expect(log).not.toContain('hunter2');
    expect(log).not.toMatch(/\n\s+at /);
  });
});

describe('a start in production (row 209)', () => {
  const warning = 'plain HTTP in production: end TLS in a proxy in front';
  const production = { NODE_ENV: 'production', BETTER_AUTH_SECRET: issuerSecret };

  it('warns of plain HTTP, unless a proxy is trusted to have ended TLS', async () => {
    const direct = await start(production);
    await eventually(() => expect(direct.log()).toMatch(new RegExp(`"level":"warn".*${warning}`)));
    await direct.end('SIGTERM');
    const behindProxy = await start({ ...production, TRUST_PROXY: '1' });
    // Everything of the start has been said by the time that it has ended.
    await behindProxy.end('SIGTERM');
    expect(behindProxy.log()).toContain('"msg":"listening"');
    expect(behindProxy.log()).not.toContain(warning);
  });
});
