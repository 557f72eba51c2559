import { Logger } from '@nestjs/common';
import { LegacyUsage } from '../../../src/rest/legacy-usage.js';
import { startApp, type TestApp } from '../../support/app.js';
import { RestClient } from '../../support/rest-client.js';

interface Chat {
  conversation_id: number | string;
  response: string;
  tool_calls: { name: string; status: string }[];
}

let server: TestApp;
let alice: RestClient;
let bob: RestClient;
const nobody = () => new RestClient(server.url, undefined);

beforeAll(async () => {
  server = await startApp({ variables: { LEGACY_CHAT_SUNSET: '2027-06-30' } });
  [alice, bob] = [RestClient.of(server.alice), RestClient.of(server.bob)];
});
afterAll(() => server.close());

const isOfUsage = (line: object) => 'requests' in line;
const chat = (body: object) => alice.send<Chat>('POST', '/api/alice/chat', body);

describe('the chat that came before', () => {
  it('answers, shows the tool it called, and goes on in the numbered conversation (rows 62, 70, 128, 152, 160, 178)', async () => {
    const first = await chat({ message: 'Add a task to buy milk' });
    expect(first.status).toBe(200);
    expect(first.body.response).toContain('milk');
    expect(first.body.tool_calls).toMatchObject([{ name: expect.any(String), status: 'complete' }]);
    const id = first.body.conversation_id;
    expect(Number.isInteger(id)).toBe(true);
    expect((await chat({ message: "What's on my list?", conversation_id: id })).body.conversation_id).toBe(
      id,
    );
    const read = await alice.get<{ id: number; user_id: string; messages: { role: string }[] }>(
      `/api/alice/conversations/${id}`,
    );
    expect(read.body).toMatchObject({ id, user_id: 'alice' });
    expect(read.body.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
  });

  it('makes the conversation that a number names', async () => {
    expect((await chat({ message: 'Hi', conversation_id: 5 })).body.conversation_id).toBe(5);
    const { body } = await alice.get<{ conversation_id: number; messages: object[] }>(
      '/api/chatkit/alice/conversations/5/messages',
    );
    expect(body).toMatchObject({ conversation_id: 5, messages: [{ role: 'user', content: 'Hi' }, {}] });
    expect((await bob.get('/api/bob/conversations/5')).status).toBe(404);
  });

  it('refuses another’s path before anything else is looked at (rows 148, 153, 193)', async () => {
    for (const [method, path] of [
      ['POST', '/api/bob/chat'],
      ['GET', '/api/bob/conversations/5'],
      ['GET', '/api/chatkit/bob/conversations/5/messages'],
    ] as const) {
      const refused = await alice.raw(method, path, method === 'POST' ? '{broken' : undefined);
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ message: 'Access denied', code: 'forbidden' });
      expect((await nobody().raw(method, path)).status).toBe(401);
    }
    const body = await chat({ message: 'Hi', user_id: 'bob' });
    expect(body.status).toBe(403);
  });

  it('says that it is old, what comes instead, and when it goes (row 106)', async () => {
    const { headers } = await alice.get('/api/alice/conversations/5');
    expect(headers.get('deprecation')).toMatch(/^@\d+$/);
    expect(headers.get('link')).toContain('rel="successor-version"');
    expect(headers.get('sunset')).toBe('Wed, 30 Jun 2027 00:00:00 GMT');
  });

  it('is counted by its routes, and the log tells how often they were used, each day and at the end (row 106)', async () => {
    const log = jest.spyOn(Logger.prototype, 'log').mockImplementation();
    const told = () => log.mock.calls.map(([line]) => line as { requests?: object }).filter(isOfUsage);
    try {
      const usage = server.app.get(LegacyUsage, { strict: false });
      usage.onModuleDestroy();
      log.mockClear();
      for (const id of [5, 6]) await alice.get(`/api/alice/conversations/${id}`);
      await alice.get('/api/chatkit/alice/conversations/5/messages');
      await alice.get('/api/bob/conversations/5');
      usage.onModuleDestroy();
      usage.onModuleDestroy();
      expect(told()).toEqual([
        {
          msg: 'old chat routes were used',
          requests: {
            'GET /api/:user_id/conversations/:id': 2,
            'GET /api/chatkit/:user_id/conversations/:id/messages': 1,
          },
        },
      ]);

      jest.useFakeTimers();
      const daily = new LegacyUsage();
      daily.onModuleInit();
      daily.count('POST /api/:user_id/chat');
      jest.advanceTimersByTime(3 * 86_400_000);
      daily.onModuleDestroy();
      expect(told()).toHaveLength(2);
    } finally {
      jest.useRealTimers();
      log.mockRestore();
    }
  });

  it.each([{}, { message: '' }, { message: 'x', conversation_id: {} }, { text: 'x' }])(
    'refuses %j',
    async (body) => {
      expect((await chat(body)).status).toBe(400);
    },
  );
});

describe('POST /api/chat-test (row 151)', () => {
  const send = (headers: Record<string, string> = {}) =>
    nobody().raw('POST', '/api/chat-test', '{"message":"Add a task to buy tea","user_id":"alice"}', headers);

  it('answers on this machine without a token, and mixes with nobody who signs in', async () => {
    const answer = await send();
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as Chat).response).toContain('tea');
    const found = await alice.get<{ data: object[] }>('/api/chatkit/threads?q=tea');
    expect(found.body).toEqual({ data: [], has_more: false });
  });

  it('refuses what a proxy brings, or is meant for another host', async () => {
    expect((await send({ 'x-forwarded-for': '203.0.113.7' })).status).toBe(403);
  });
});

// Behind the others: passport knows one strategy of a name, that of the application that was started last.
describe('the settings', () => {
  it('can be switched off (row 105)', async () => {
    const off = await startApp({ variables: { LEGACY_CHAT: 'off' } });
    try {
      const client = RestClient.of(off.alice);
      expect((await client.send('POST', '/api/alice/chat', { message: 'Hi' })).status).toBe(404);
      expect((await client.get('/api/chatkit/threads')).status).toBe(200);
    } finally {
      await off.close();
    }
  }, 60_000);

  it('leave /api/chat-test out in production, and out of the description (rows 151, 213)', async () => {
    const live = await startApp({
      signIn: false,
      variables: {
        NODE_ENV: 'production',
        SWAGGER: 'on',
        BETTER_AUTH_SECRET: 'of the one test that runs as production does',
      },
    });
    try {
      const anyone = new RestClient(live.url, undefined);
      expect((await anyone.send('POST', '/api/chat-test', { message: 'Hi' })).status).toBe(404);
      const { body } = await anyone.get<{ paths: object }>('/openapi.json');
      expect(Object.keys(body.paths)).toContain('/api/chatkit/messages');
      expect(Object.keys(body.paths)).not.toContain('/api/chat-test');
    } finally {
      await live.close();
    }
  }, 60_000);
});
