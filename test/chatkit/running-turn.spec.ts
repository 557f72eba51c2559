import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { ChatKitModule, type ChatKitModuleOptions } from '../../src/chatkit/chatkit.module.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { ChatKitTestClient, userInput } from '../../src/testing/client/chatkit-test-client.js';
import { threadIdOf } from '../../src/testing/client/answers.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { added, delta } from '../../src/testing/events.js';
import { ScriptedResponder, untilStopped } from '../../src/testing/scripted.responder.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';

const principal: ChatKitModuleOptions['principal'] = ({ headers }) =>
  typeof headers['x-user'] === 'string' ? { userId: headers['x-user'] } : undefined;

const open: INestApplication[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()));
});

/** An application that mounts a server of its own, whose answers go on until they are stopped. */
async function mount(
  options: Partial<ChatKitModuleOptions> = {},
  adapter: 'express' | 'fastify' = 'express',
) {
  const responder = new ScriptedResponder(async function* ({ id }, _input, context) {
    const item = assistantMessage(id, '');
    yield added(item);
    yield delta(item.id, 'Half');
    await untilStopped(context);
  });
  const log = { info() {}, warn() {}, error() {} };
  const server = new DelegatingServer(responder, {
    store: new MemoryThreadStore(),
    policy: { shutdownGraceMs: 0 },
    log,
  });
  const imports = [ChatKitModule.forRoot({ server, principal, ...options })];
  const building = await Test.createTestingModule({ imports }).compile();
  const app = building.createNestApplication(
    adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter({ forceCloseConnections: true }),
    { bodyParser: false, logger: false, forceCloseConnections: true },
  );
  open.push(app);
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  const ask = (path: string, method = 'GET', user = 'alice') =>
    fetch(url + path, { method, headers: user ? { 'x-user': user } : {} });
  return { url, ask };
}

/** Begins an answer that outlives its connection, and leaves when its text has begun. */
async function leaveInTheMiddle(url: string): Promise<string> {
  const client = ChatKitTestClient.at(url, { 'x-user': 'alice', 'chatkit-stop': 'explicit' });
  const stream = await client.open('threads.create', userInput('Hello'));
  const events: ThreadStreamEvent[] = [];
  for await (const event of stream.events) {
    events.push(event);
    if (event.type === 'thread.item.updated') break;
  }
  stream.leave();
  return threadIdOf(events);
}

describe('a mounted server, for whoever comes back to a running turn', () => {
  it.each(['express', 'fastify'] as const)(
    'shows it, and stops it, below its own path, on %s (rows 90, 92)',
    async (adapter) => {
      const { url, ask } = await mount({}, adapter);
      const threadId = await leaveInTheMiddle(`${url}/chatkit`);
      const events = await ask(`/chatkit/threads/${threadId}/events`);
      expect([events.status, events.headers.get('content-type')]).toEqual([
        200,
        'text/event-stream; charset=utf-8',
      ]);
      const cancelled = await ask(`/chatkit/threads/${threadId}/cancel`, 'POST');
      expect(cancelled.status).toBe(200);
      expect(await cancelled.json()).toMatchObject({ status: 'cancelled' });
      const told = await events.text();
      expect(told).toContain('"type":"snapshot"');
      expect(told).toContain('"text":"Half"');
      expect(told).toMatch(/"type":"turn.ended".*"status":"cancelled"/);
    },
  );

  it('does so where it is told to', async () => {
    const { url, ask } = await mount({ path: 'ai/chat', threadsPath: 'api/chatkit/threads' });
    const threadId = await leaveInTheMiddle(`${url}/ai/chat`);
    expect((await ask(`/ai/chat/threads/${threadId}/cancel`, 'POST')).status).toBe(404);
    expect((await ask(`/api/chatkit/threads/${threadId}/cancel`, 'POST')).status).toBe(200);
  });

  it('does so nowhere when it is not to', async () => {
    const { url, ask } = await mount({ threadsPath: false });
    const threadId = await leaveInTheMiddle(`${url}/chatkit`);
    expect((await ask(`/chatkit/threads/${threadId}/events`)).status).toBe(404);
  });

  it('tells nobody else of it, and names what is wrong with a position', async () => {
    const { url, ask } = await mount();
    const threadId = await leaveInTheMiddle(`${url}/chatkit`);
    for (const [path, method] of [
      ['events', 'GET'],
      ['cancel', 'POST'],
    ] as const) {
      expect((await ask(`/chatkit/threads/${threadId}/${path}`, method, 'mallory')).status).toBe(404);
      expect((await ask(`/chatkit/threads/${threadId}/${path}`, method, '')).status).toBe(401);
    }
    const misplaced = await ask(`/chatkit/threads/${threadId}/events?after=12`);
    expect(await misplaced.json()).toMatchObject({ statusCode: 400, details: [{ path: 'after' }] });
  });
});
