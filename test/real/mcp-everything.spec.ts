import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseConfig } from '../../src/config.js';
import { InProcessMcpFactory } from '../../src/mcp/in-process-mcp.js';
import { McpToolsRegistry } from '../../src/mcp/mcp-tools.registry.js';
import { ToolServers } from '../../src/mcp/tool-servers.js';
import type { ToolProgress } from '../../src/mcp/tool-progress.js';
import { eventually } from '../support/eventually.js';
import { startRecordingProxy, type RecordingProxy } from '../support/recording-proxy.js';
import { freePort } from '../support/free-port.js';

const program = resolve('node_modules/@modelcontextprotocol/server-everything/dist/index.js');
const textOf = (result: readonly { [key: string]: unknown }[]) => result.map(({ text }) => text).join('\n');

/** The tools of a process with this one outside server. */
function toolsWith(setting: string): ToolServers {
  const registry = new McpToolsRegistry();
  registry.add({
    name: 'own',
    register: (server) => void server.registerTool('own', {}, () => ({ content: [] })),
  });
  return new ToolServers(parseConfig({ MCP_SERVERS: setting }), new InProcessMcpFactory(registry));
}
const everything = async (
  tools: ToolServers,
  userId: string,
  onProgress?: (progress: ToolProgress) => void,
) => {
  const run = await tools.open({ userId }, { onProgress });
  return { run, server: run.servers.find(({ name }) => name === 'every')! };
};

describe('a server that others wrote, over streamable HTTP', () => {
  let child: ChildProcess;
  let proxy: RecordingProxy;
  let tools: ToolServers;

  beforeAll(async () => {
    const port = await freePort();
    child = spawn(process.execPath, [program, 'streamableHttp'], {
      env: { PATH: process.env.PATH, PORT: String(port) },
      stdio: 'ignore',
    });
    await eventually(async () => void (await fetch(`http://127.0.0.1:${port}/mcp`)), 20_000);
    proxy = await startRecordingProxy(port);
  }, 30_000);
  beforeEach(() => {
    proxy.passed.splice(0);
    const headers = { 'x-user': '{user.id}' };
    tools = toolsWith(JSON.stringify([{ name: 'every', url: `${proxy.origin}/mcp`, headers }]));
  });
  afterEach(() => tools.onApplicationShutdown());
  afterAll(() => {
    proxy.close();
    child.kill();
  });

  it('gives two people sessions of their own, and each call its own identity', async () => {
    const [alice, bob] = await Promise.all([everything(tools, 'alice'), everything(tools, 'bob')]);
    const people = [
      { name: 'alice', ...alice },
      { name: 'bob', ...bob },
    ];

    const wrong: string[] = [];
    await Promise.all(
      people.flatMap(({ name, server }) =>
        Array.from({ length: 25 }, async (_, index) => {
          const message = `${name}-${index}`;
          const text = textOf(await server.callTool('every_echo', { message }));
          if (!text.includes(message)) wrong.push(text);
        }),
      ),
    );

    expect(wrong).toEqual([]);
    const calls = proxy.passed.filter(({ body }) => body.includes('tools/call'));
    expect(calls).toHaveLength(50);
    for (const { headers, body } of calls) expect(body).toContain(`${headers['x-user'] as string}-`);
    const sessionsOf = (name: string) =>
      new Set(
        calls
          .filter(({ headers }) => headers['x-user'] === name)
          .map(({ headers }) => headers['mcp-session-id']),
      );
    expect(sessionsOf('alice').size).toBe(1);
    expect([...sessionsOf('bob')]).not.toEqual([...sessionsOf('alice')]);
  });

  it('tells of its progress, and is told when a session is over', async () => {
    const seen: ToolProgress[] = [];
    const { server } = await everything(tools, 'alice', (progress) => seen.push(progress));

    const result = await server.callTool('every_trigger-long-running-operation', { duration: 0.4, steps: 4 });

    expect(textOf(result)).toMatch(/completed/i);
    expect(seen.at(-1)).toMatchObject({
      tool: 'every_trigger-long-running-operation',
      progress: 4,
      total: 4,
    });
    await tools.onApplicationShutdown();
    expect(proxy.passed.at(-1)).toMatchObject({ verb: 'DELETE' });
    expect(tools.connections).toBe(0);
  });

  it('gives a picture, of which the model is told in words', async () => {
    const { server } = await everything(tools, 'alice');
    expect(textOf(await server.callTool('every_get-tiny-image', {}))).toMatch(/\[image image\/png: left out/);
  });
});

describe('a server that others wrote, as a program', () => {
  const dir = mkdtempSync(join(tmpdir(), 'mcp-everything-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  it('has a process per person, with few variables of ours, that ends with the server', async () => {
    const path = join(dir, 'mcp-servers.json');
    const entry = {
      name: 'every',
      command: process.execPath,
      args: [program, 'stdio'],
      env: { WHO: '{user.id}' },
    };
    writeFileSync(path, JSON.stringify([entry]));
    process.env.PLANTED_SECRET = 'planted';
    const tools = toolsWith(path);
    const environmentOf = async (userId: string) =>
      // Its first start may take longer than a run waits.
      eventually(async () => {
        const { run, server } = await everything(tools, userId);
        try {
          expect(server).toBeDefined();
          return textOf(await server.callTool('every_get-env', {}));
        } finally {
          await run.close();
        }
      }, 30_000);

    const environments = [await environmentOf('alice'), await environmentOf('bob')];

    delete process.env.PLANTED_SECRET;
    expect(environments.map((text) => (JSON.parse(text) as { WHO: string }).WHO)).toEqual(['alice', 'bob']);
    expect(environments.join()).not.toContain('PLANTED_SECRET');
    expect(tools.connections).toBe(2);
    await tools.onApplicationShutdown();
    expect(tools.connections).toBe(0);
  }, 60_000);
});
