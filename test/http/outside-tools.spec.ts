import { SignJWT } from 'jose';
import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { foldItems } from '../../src/protocol/fold.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { textOf } from '../../src/testing/client/answers.js';
import { startApp, type TestApp } from '../support/app.js';
import { json, startFakeMcp, type FakeMcp } from '../support/fake-mcp.js';
import { startScriptedProvider, writers, type ScriptedProvider } from '../support/scripted-provider.js';

const say = writers.responses;

describe('a chat with the tools of an outside server', () => {
  let provider: ScriptedProvider;
  let notes: FakeMcp;
  let server: TestApp;

  beforeAll(async () => {
    provider = await startScriptedProvider();
    notes = await startFakeMcp({
      register: (mcp: McpServer, { 'x-user': who }) => {
        const inputSchema = z.object({ name: z.string() });
        const annotations = { readOnlyHint: true };
        mcp.registerTool('read', { inputSchema, annotations }, ({ name }) => ({
          content: [{ type: 'text', text: `${name} of ${String(who)}` }],
        }));
      },
    });
    const servers = [
      { name: 'notes', url: notes.url, headers: { 'x-user': '{user.id}' } },
      { name: 'gone', url: 'http://127.0.0.1:1/mcp' },
    ];
    server = await startApp({
      variables: {
        OPENAI_BASE_URL: provider.baseURL,
        OPENAI_API_KEY: 'sk-of-the-operator',
        MODEL: 'scripted',
        MCP_SERVERS: JSON.stringify(servers),
      },
    });
  });
  afterAll(async () => {
    await server.close();
    provider.close();
    await notes.close();
  });
  beforeEach(() => {
    provider.requests.splice(0);
    notes.requests.splice(0);
  });

  const callThenSay = (text: string) =>
    provider.answers.push(
      say({ calls: [{ id: 'call_1', name: 'notes_read', args: { name: 'diary' } }] }),
      say({ text }),
    );
  /** What the model was given of its call. */
  const given = () => JSON.stringify(provider.requests.at(-1)!.input);

  it('offers them beside our own, and goes on without a server that is down (rows 5, 181) (T1)', async () => {
    provider.answers.push(say({ text: 'Hello!' }));
    const { events } = await server.alice.createThread('Hello');
    expect(textOf(events)).toBe('Hello!');
    const offered = (provider.requests[0]!.tools as { name: string }[]).map(({ name }) => name);
    expect(offered).toEqual(expect.arrayContaining(['add_task', 'notes_read']));
    const ready = await (await fetch(`${server.url}/readyz`)).json();
    expect(ready).toMatchObject({
      status: 'ok',
      checks: { mcp: { ok: true, outside: { configured: 2, failing: 1 } } },
    });
  });

  it('calls them for the person who asks, and stores what it showed', async () => {
    callThenSay('It is yours.');
    const { events, threadId } = await server.bob.createThread('Read my diary');
    expect(textOf(events)).toBe('It is yours.');
    expect(given()).toContain('diary of bob');
    expect(events.reduce<ThreadItem[]>(foldItems, [])).toEqual(await server.bob.items(threadId));
  });

  it('tells the model when a call fails, and answers all the same (T1)', async () => {
    notes.behave((request, response) => {
      if (request.method !== 'tools/call') return false;
      json(response, { secret: 'planted-SECRET' }, 503);
      return true;
    });
    callThenSay('The notes are not available.');
    const { events } = await server.alice.createThread('Read my diary');
    notes.behave(undefined);

    expect(textOf(events)).toBe('The notes are not available.');
    expect(given()).toContain('is not available at the moment');
    expect(JSON.stringify(events) + given()).not.toContain('SECRET');
  });

  it('lets the person’s token, and the operator’s key, go nowhere else (T8)', async () => {
    callThenSay('Done.');
    await server.alice.createThread('Read my diary');

    const { token } = server.alice;
    const seenByNotes = JSON.stringify(notes.requests);
    const seenByModel = JSON.stringify([provider.requests, provider.headers]);
    expect(notes.of('tools/call')).toHaveLength(1);
    expect(seenByNotes).toContain('alice');
    for (const part of [token!, token!.split('.')[2]!]) {
      expect(seenByNotes).not.toContain(part);
      expect(seenByModel).not.toContain(part);
    }
    expect(seenByNotes).not.toContain('sk-of-the-operator');
    for (const { headers } of notes.requests) expect(headers).not.toHaveProperty('authorization');
  });

  it('gives up a call whose person pressed stop (T2)', async () => {
    notes.behave((request) => request.method === 'tools/call');
    callThenSay('never');
    const arrives = notes.next('tools/call');
    const stop = new AbortController();
    const body = JSON.stringify({
      type: 'threads.create',
      params: {
        input: { content: [{ type: 'input_text', text: 'Read' }], attachments: [], inference_options: {} },
      },
    });
    const response = await server.alice.post(body, { signal: stop.signal });
    const reading = response.text().catch(() => 'gone');
    const call = await arrives;

    stop.abort();

    expect(await call.over).toEqual({ cutOff: true });
    expect(await reading).toBe('gone');
    notes.behave(undefined);
    provider.answers.splice(0);
  });
});

describe('/mcp behind an issuer', () => {
  const secret = 'a-secret-of-an-issuer-of-thirty-two-characters';
  const issuer = 'https://id.example.com';
  let server: TestApp;

  beforeAll(async () => {
    server = await startApp({
      variables: {
        AUTH_MODE: 'jwt',
        AUTH_ISSUERS: JSON.stringify([{ issuer, audience: 'chat', secret }]),
        MCP_SERVER_PUBLIC_URL: 'https://chat.example.com/mcp',
      },
      signIn: false,
    });
  });
  afterAll(() => server.close());

  const list = (authorization?: string) =>
    fetch(`${server.url}/mcp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(authorization && { authorization }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });
  const tokenWith = (claims: object, expires = '1m') =>
    new SignJWT({ iss: issuer, sub: 'carol', aud: 'chat', ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(expires)
      .sign(Buffer.from(secret));

  it('takes tokens that are meant for this server, and sends the others to the issuer (rows 202, 223) (T7)', async () => {
    expect((await list(`Bearer ${await tokenWith({})}`)).status).toBe(200);
    const refused = [
      undefined,
      `Bearer ${await tokenWith({ aud: 'another' })}`,
      `Bearer ${await tokenWith({ aud: undefined })}`,
      `Bearer ${await tokenWith({ iss: 'https://evil.example' })}`,
      `Bearer ${await tokenWith({}, '-1m')}`,
      `Basic ${await tokenWith({})}`,
    ];
    for (const authorization of refused) {
      const response = await list(authorization);
      expect(response.status).toBe(401);
      const challenge = response.headers.get('www-authenticate')!;
      const url = /^Bearer resource_metadata="https:\/\/chat\.example\.com(\/[^"]+)"/.exec(challenge)![1]!;
      expect(await (await fetch(server.url + url)).json()).toEqual({
        resource: 'https://chat.example.com/mcp',
        resource_name: 'nestjs-chatkit',
        authorization_servers: [issuer],
        bearer_methods_supported: ['header'],
      });
    }
  });

  it('says no more than that a token is wanted elsewhere', async () => {
    const response = await fetch(`${server.url}/chatkit`, { method: 'POST', body: '{}' });
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });
});
