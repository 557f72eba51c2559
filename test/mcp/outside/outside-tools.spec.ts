import { z } from 'zod';
import type { McpServer } from '@modelcontextprotocol/server';
import type { MCPServer } from '@openai/agents';
import { decodeJwt } from 'jose';
import type { ToolProgress } from '../../../src/mcp/tool-progress.js';
import { startFakeMcp, type FakeMcp } from '../../support/fake-mcp.js';
import { OutsideWorld, serverOf, textOf } from './opened-tools.js';

const eras = ['legacy', 'modern'] as const;

/** Tools that say for whom they were asked. */
function register(server: McpServer, who: string): void {
  const annotations = { readOnlyHint: true, title: 'Who am I' };
  server.registerTool('whoami', { description: 'Says who asks.', annotations }, () => ({
    content: [{ type: 'text', text: who }],
  }));
  server.registerTool(`only_${who.replaceAll(/\W/g, '')}`, {}, () => ({ content: [] }));
  server.registerTool('echo', { inputSchema: z.object({ text: z.string() }) }, ({ text }) => ({
    content: [{ type: 'text', text: `${who}: ${text}` }],
  }));
  server.registerTool('broken', {}, () => ({
    content: [{ type: 'text', text: 'no such file' }],
    isError: true,
  }));
  server.registerTool('count', {}, async ({ mcpReq }) => {
    for (let progress = 1; progress <= 3; progress++) {
      const message = `step\u001b[31m ${progress}\nof 3`;
      const progressToken = mcpReq._meta!.progressToken!;
      await mcpReq.notify({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 3, message },
      });
    }
    return { content: [{ type: 'text', text: 'counted' }] };
  });
}

describe.each(eras)('an outside server of the %s era', (era) => {
  let fake: FakeMcp;
  let world: OutsideWorld;

  beforeAll(async () => {
    fake = await startFakeMcp({
      era,
      register: (server, { 'x-user': who }) => register(server, String(who)),
    });
  });
  afterAll(() => fake.close());
  beforeEach(() => {
    fake.requests.splice(0);
    world = new OutsideWorld([{ name: 'fake', url: fake.url, headers: { 'X-User': '{user.id}' } }]);
  });
  afterEach(() => world.close());

  it('offers its tools under its name, with what they say of themselves', async () => {
    const server = (await world.connect())!;
    const forTheSdk: MCPServer = server;
    const tools = await server.listTools();

    expect(forTheSdk.name).toBe('fake');
    expect(tools.map(({ name }) => name)).toEqual([
      'fake_whoami',
      'fake_only_alice',
      'fake_echo',
      'fake_broken',
      'fake_count',
    ]);
    expect(tools[0]).toMatchObject({
      title: 'Who am I',
      description: 'Says who asks.',
      annotations: { readOnlyHint: true },
      origin: { server: 'fake', tool: 'whoami', isOwn: false },
    });
    expect(tools[2]!.inputSchema).toMatchObject({
      properties: { text: { type: 'string' } },
      required: ['text'],
    });
  });

  it('is called for the person who asks, and shows each their own tools alone', async () => {
    const [alice, bob] = [(await world.connect('alice'))!, (await world.connect('bob'))!];

    expect(textOf(await alice.callTool('fake_whoami', {}))).toBe('alice');
    expect(textOf(await bob.callTool('fake_whoami', null))).toBe('bob');
    expect(textOf(await bob.callTool('fake_echo', { text: 'hi' }))).toBe('bob: hi');
    const names = (await bob.listTools()).map(({ name }) => name);
    expect(names).toContain('fake_only_bob');
    expect(names).not.toContain('fake_only_alice');
    // A name that the other was offered leads nowhere.
    expect(await bob.callTool('fake_only_alice', {})).toMatchObject({ isError: true });
    expect(fake.of('tools/call').filter(({ body }) => JSON.stringify(body).includes('only_alice'))).toEqual(
      [],
    );
  });

  it('shares one connection between the runs of a person, and closes it at the end', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => world.open('alice')));
    await Promise.all(runs.map((run) => serverOf(run)!.callTool('fake_whoami', {})));
    expect(world.servers.connections).toBe(1);
    expect(fake.of('tools/list')).toHaveLength(1);

    await world.close();
    expect(world.servers.connections).toBe(0);
    expect((await world.open('alice')).servers).toHaveLength(1);
  });

  it('has its progress told, on one plain line each', async () => {
    const seen: ToolProgress[] = [];
    const server = (await world.connect('alice', 'fake', { onProgress: (progress) => seen.push(progress) }))!;
    expect(textOf(await server.callTool('fake_count', {}))).toBe('counted');
    expect(seen).toEqual(
      [1, 2, 3].map((progress) => ({
        tool: 'fake_count',
        progress,
        total: 3,
        message: `step ${progress} of 3`,
      })),
    );
  });

  it('has its failures told to the model: its own words where it is a result, ours otherwise', async () => {
    const server = (await world.connect())!;
    const refused = await server.callTool('fake_broken', {});
    expect(textOf(refused)).toBe('no such file');
    expect(refused.isError).toBe(true);
    expect((await server.callTool('fake_echo', { text: 5 })).isError).toBe(true);
    expect(textOf(await server.callTool('fake_nothing', {}))).toBe('There is no tool fake_nothing.');
  });

  it('is told of an aborted call in the way of its era (T2)', async () => {
    const server = (await world.connect())!;
    fake.behave((request) => request.method === 'tools/call');
    const stop = new AbortController();
    const arrives = fake.next('tools/call');
    const cancelled = era === 'legacy' ? fake.next('notifications/cancelled') : undefined;

    const call = server.callTool('fake_whoami', {}, null, { signal: stop.signal });
    call.catch(() => undefined);
    const request = await arrives;
    stop.abort(new Error('the person pressed stop'));

    await expect(call).rejects.toThrow('the person pressed stop');
    expect(await request.over).toEqual({ cutOff: true });
    if (cancelled) expect((await cancelled).body.params).toMatchObject({ requestId: request.body.id });
    else expect(fake.of('notifications/cancelled')).toEqual([]);
    fake.behave(undefined);
  });
});

describe('the identity that an outside server is given', () => {
  it('is a short-lived token of our own, for that server and person alone', async () => {
    const fake = await startFakeMcp({ register: (server) => register(server, 'x') });
    const auth = {
      type: 'signed',
      secret: 's'.repeat(32),
      audience: 'https://tools.example',
      ttlSeconds: 30,
    };
    const world = new OutsideWorld([{ name: 'fake', url: fake.url, auth }]);

    await (await world.connect('alice'))!.callTool('fake_whoami', {});
    await (await world.connect('bob'))!.callTool('fake_whoami', {});

    const subjects = fake.of('tools/call').map(({ headers }) => {
      const { iat, exp, ...claims } = decodeJwt(headers.authorization!.replace('Bearer ', ''));
      expect(exp! - iat!).toBe(30);
      return claims;
    });
    const aud = 'https://tools.example';
    expect(subjects).toEqual([
      { iss: 'nestjs-chatkit', sub: 'alice', aud },
      { iss: 'nestjs-chatkit', sub: 'bob', aud },
    ]);
    await world.close();
    await fake.close();
  });

  it('injects nothing, and makes no two people one', async () => {
    const fake = await startFakeMcp({ register: (server) => register(server, 'x') });
    const world = new OutsideWorld([{ name: 'fake', url: fake.url, headers: { 'x-user': '{user.id}' } }]);
    const ids = ['a\r\nx-user: bob', 'a, b', 'a%2C b', 'ümläut', 'auth0|5', 'a\u{1F600}'];

    for (const id of ids) await world.connect(id);

    const sent = [...new Set(fake.of('tools/list').map(({ headers }) => headers['x-user'] as string))];
    expect(sent).toHaveLength(ids.length);
    expect(sent.map((value) => decodeURIComponent(value))).toEqual(ids);
    expect(sent).toContain('auth0|5');
    await world.close();
    await fake.close();
  });
});
