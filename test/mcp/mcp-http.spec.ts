import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { z } from 'zod';
import type { ToolSet } from '../../src/mcp/mcp-tools.registry.js';
import { principalOf } from '../../src/mcp/tool-caller.js';
import { HeldTool } from './held-tool.js';
import { startToolsApp, type ToolsApp } from './tools-app.js';

const eras = [
  {
    era: 'up to 2025-11-25',
    versionNegotiation: { mode: 'legacy' },
    held: new HeldTool('held_up_to_2025_11_25'),
    onLeaving: { title: 'finishes', aborts: false },
  },
  {
    era: 'since 2026-07-28',
    versionNegotiation: { mode: { pin: '2026-07-28' } },
    held: new HeldTool('held_since_2026_07_28'),
    onLeaving: { title: 'aborts', aborts: true },
  },
] as const;

/** Answers with what it was given, after a pause, and with who asked. */
const echo: ToolSet = {
  name: 'echo',
  register(server) {
    server.registerTool(
      'echo',
      { inputSchema: z.object({ canary: z.string(), pauseMs: z.number() }) },
      async ({ canary, pauseMs }, ctx) => {
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        return { content: [{ type: 'text', text: `${principalOf(ctx).userId}:${canary}` }] };
      },
    );
  },
};

describe('/mcp', () => {
  let app: ToolsApp;
  let token: string;
  const clients: Client[] = [];

  beforeAll(async () => {
    app = await startToolsApp(echo, ...eras.map(({ held }) => held));
    token = await app.tokenFor('alice');
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await app.close();
  });

  const connect = async (
    bearer: string,
    versionNegotiation: (typeof eras)[number]['versionNegotiation'],
    fetcher: typeof fetch = fetch,
  ): Promise<Client> => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation });
    const requestInit = { headers: { authorization: `Bearer ${bearer}` } };
    const options = { requestInit, fetch: fetcher };
    await client.connect(new StreamableHTTPClientTransport(new URL(`${app.url}/mcp`), options));
    clients.push(client);
    return client;
  };
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${app.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const toolsList = { jsonrpc: '2.0', id: 1, method: 'tools/list' };

  describe.each(eras)('for clients of the protocol $era', ({ versionNegotiation, held, onLeaving }) => {
    it('lists the tools and runs them for the token’s owner (rows 5, 59, 142, 196)', async () => {
      const [alice, bob] = [
        await connect(token, versionNegotiation),
        await connect(await app.tokenFor('bob'), versionNegotiation),
      ];

      const { tools } = await alice.listTools();
      const added = await alice.callTool({
        name: 'add_task',
        arguments: { title: 'Buy milk', user_id: 'bob' },
      });
      const ofBob = await bob.callTool({ name: 'list_tasks' });

      expect(tools.find(({ name }) => name === 'delete_task')?.annotations).toEqual({
        readOnlyHint: false,
        destructiveHint: true,
        idempotentHint: true,
        openWorldHint: false,
      });
      expect(tools.find(({ name }) => name === 'list_tasks')).toMatchObject({
        title: 'List tasks',
        annotations: { readOnlyHint: true },
        outputSchema: { type: 'object' },
      });
      expect(added.structuredContent).toMatchObject({ status: 'created', title: 'Buy milk' });
      expect(ofBob.structuredContent).toMatchObject({ total: 0 });
      expect((await alice.callTool({ name: 'list_tasks' })).structuredContent).not.toMatchObject({
        total: 0,
      });
    });

    it(`${onLeaving.title} a call whose client went away (F8)`, async () => {
      const leaving = new AbortController();
      const client = await connect(token, versionNegotiation, (input, init) =>
        fetch(input, { ...init, signal: leaving.signal }),
      );

      const call = client.callTool({ name: held.name }).catch(() => 'gone');
      const signal = await held.started.promise;
      const closed = app.nextClosedSocket();
      leaving.abort();
      await closed;

      expect(signal.aborted).toBe(onLeaving.aborts);
      held.letGo.resolve();
      expect(await held.ended.promise).toBe(onLeaving.aborts ? 'aborted' : 'let go');
      expect(await call).toBe('gone');
    });

    it('gives 50 clients with the same request ids their own answers only (T5)', async () => {
      const owners = ['alice', 'bob'] as const;
      const people = await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          const owner = owners[index % 2]!;
          return { owner, index, client: await connect(await app.tokenFor(owner), versionNegotiation) };
        }),
      );

      const answers = await Promise.all(
        people.map(async ({ owner, index, client }) => {
          const wrong: unknown[] = [];
          for (let round = 0; round < 10; round++) {
            const canary = `${index}-${round}`;
            const pauseMs = Math.random() * 10;
            const { content } = await client.callTool({ name: 'echo', arguments: { canary, pauseMs } });
            const text = (content as { text: string }[])[0]!.text;
            if (text !== `${owner}:${canary}`) wrong.push({ canary, text });
          }
          return wrong;
        }),
      );

      expect(answers.flat()).toEqual([]);
    });
  });

  it('answers a plain request with one JSON body (row 142)', async () => {
    const response = await post(toolsList);

    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toMatchObject({ id: 1, result: { tools: expect.any(Array) } });
  });

  it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])(
    'speaks %s with clients that ask for it, and needs to be asked nothing before (T9)',
    async (protocolVersion) => {
      const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } };
      const hello = await post({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
      expect(await hello.json()).toMatchObject({ result: { protocolVersion } });
      expect(hello.headers.get('mcp-session-id')).toBeNull();
      const listed = await post(toolsList, { 'mcp-protocol-version': protocolVersion });
      expect(await listed.json()).toMatchObject({ result: { tools: expect.any(Array) } });
    },
  );

  const modernMeta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const modernCall = {
    jsonrpc: '2.0',
    id: 7,
    method: 'tools/call',
    params: { name: 'list_tasks', arguments: {}, _meta: modernMeta },
  };
  const modernHeaders = {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': 'list_tasks',
  };

  it('answers a call of 2026-07-28 whose headers say what its body says (T9)', async () => {
    const response = await post(modernCall, modernHeaders);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('"total"');
  });

  it.each<[string, Record<string, string>]>([
    ['another method', { ...modernHeaders, 'mcp-method': 'tools/list' }],
    ['another tool', { ...modernHeaders, 'mcp-name': 'delete_task' }],
    ['another version', { ...modernHeaders, 'mcp-protocol-version': '2025-11-25' }],
    ['no method', { 'mcp-protocol-version': '2026-07-28', 'mcp-name': 'list_tasks' }],
    ['no version', { 'mcp-method': 'tools/call', 'mcp-name': 'list_tasks' }],
  ])('refuses a call of 2026-07-28 whose headers name %s (T9)', async (_, headers) => {
    const response = await post(modernCall, headers);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: -32_020 } });
  });

  it('refuses a version that there is not (T9)', async () => {
    const response = await post(toolsList, { 'mcp-protocol-version': '1999-01-01' });
    expect(response.status).toBe(400);
  });

  it('knows nobody by a session: an id of another’s changes nothing (T7)', async () => {
    const bob = await app.tokenFor('bob');
    const call = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'echo', arguments: { canary: 'c', pauseMs: 0 } },
    };
    for (const session of ['', 'alice', '../alice', 'x'.repeat(1000)]) {
      const response = await post(call, { authorization: `Bearer ${bob}`, 'mcp-session-id': session });
      expect(await response.text()).toContain('bob:c');
    }
  });

  it.each([
    ['delete_task', { task_id: 1, user_id: 'alice' }],
    ['delete_task', { task_id: '1; drop table tasks' }],
    ['update_task', { task_id: '1 or 1=1', title: 'owned' }],
    ['complete_task', { task_id: '../alice/1' }],
    ['list_tasks', { status: "' or '1'='1", user_id: 'alice' }],
    ['add_task', { title: '$(touch /tmp/owned)', owner_id: 'alice', id: 1 }],
  ])('gives a caller nothing of another’s by the arguments of %s (T10)', async (name, args) => {
    const { dataSource, tasks } = app;
    await tasks.add({ userId: 'alice' }, { title: 'private of alice' });
    const rowsOfAlice = () =>
      dataSource.query<object[]>("select * from tasks where owner_id = 'alice' order by number");
    const before = await rowsOfAlice();
    const bob = await app.tokenFor('bob');

    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } };
    const text = await (await post(call, { authorization: `Bearer ${bob}` })).text();

    expect(text).not.toContain('private of alice');
    expect(await rowsOfAlice()).toEqual(before);
  });

  it('has no sessions: GET and DELETE are not allowed (F8)', async () => {
    for (const method of ['GET', 'DELETE']) {
      const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
      expect((await fetch(`${app.url}/mcp`, { method, headers })).status).toBe(405);
    }
  });

  it('wants a token before anything else (rows 142, 202)', async () => {
    expect((await fetch(`${app.url}/mcp`, { method: 'POST' })).status).toBe(401);
    expect((await post(toolsList, { authorization: 'Bearer nonsense' })).status).toBe(401);
    // Wherever it comes from, and whatever it takes this server for.
    expect((await post(toolsList, { authorization: '', host: 'localhost' })).status).toBe(401);
  });

  it('refuses other sites’ pages, and lets programs, allowed origins and its own pass (T6)', async () => {
    const own = new URL(app.url);
    const statusFor = async (origin: string | undefined) =>
      (await post(toolsList, origin === undefined ? {} : { origin })).status;

    expect(await statusFor('https://evil.example')).toBe(403);
    expect(await statusFor('null')).toBe(403);
    expect(await statusFor('http://127.0.0.1:1')).toBe(403);
    expect(await statusFor('https://app.example.com.evil.example')).toBe(403);
    expect(await statusFor(undefined)).toBe(200);
    expect(await statusFor('https://app.example.com')).toBe(200);
    expect(await statusFor(own.origin)).toBe(200);
    expect(await statusFor(`http://localhost:${own.port}`)).toBe(200);
  });

  it('survives bodies that are no requests (T3)', async () => {
    const deep = '['.repeat(200_000);
    const statuses = await Promise.all(
      [deep, deep + ']'.repeat(200_000), '{', '', 'null', '[]', '5'].map(
        async (body) => (await post(body)).status,
      ),
    );

    expect(statuses.every((status) => status >= 400 && status < 500)).toBe(true);
    expect((await post(toolsList)).status).toBe(200);
  });

  it('survives arguments nested 200,000 deep (T3)', async () => {
    const nested = '['.repeat(200_000) + ']'.repeat(200_000);
    const call = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add_task","arguments":{"title":${nested}}}}`;

    expect(await (await post(call)).text()).toMatch(/error/i);
    expect((await post(toolsList)).status).toBe(200);
  });

  it('refuses a body above 4 MB (T3)', async () => {
    expect((await post('"' + 'x'.repeat(5_000_000) + '"')).status).toBe(413);
  });
});
