import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { MCPServer } from '@openai/agents';
import { z } from 'zod';
import { maxToolResultBytes } from '../../src/mcp/bound-result.js';
import type { InProcessMcp } from '../../src/mcp/in-process-mcp.js';
import type { ToolSet } from '../../src/mcp/mcp-tools.registry.js';
import { HeldTool } from './held-tool.js';
import { startToolsApp, type ToolsApp } from './tools-app.js';

const large: ToolSet = {
  name: 'large',
  register: (server) =>
    server.registerTool('large', { inputSchema: z.object({ bytes: z.number() }) }, ({ bytes }) => ({
      content: [{ type: 'text', text: 'x'.repeat(bytes) }],
    })),
};

describe('the in-process MCP connection', () => {
  let app: ToolsApp;
  let alice: InProcessMcp;
  const held = new HeldTool();

  beforeAll(async () => {
    app = await startToolsApp(held, large);
    alice = await app.connect('alice');
  });
  afterAll(() => app.close());

  it('is what the Agents SDK takes for an MCP server (rows 140, 185, 186)', () => {
    const server: MCPServer = alice;
    expect(server.name).toBe('nestjs-chatkit');
  });

  it('gives the results that /mcp gives (rows 5, 185)', async () => {
    const client = new Client({ name: 'test', version: '1' });
    const headers = { authorization: `Bearer ${await app.tokenFor('alice')}` };
    const transport = new StreamableHTTPClientTransport(new URL(`${app.url}/mcp`), {
      requestInit: { headers },
    });
    await client.connect(transport);
    const calls: [string, Record<string, unknown>][] = [
      ['add_task', { title: 'shared' }],
      ['list_tasks', {}],
      ['complete_task', { task_id: 999 }],
      ['complete_task', { task_id: 'x' }],
    ];

    await alice.callTool(...calls[0]!);
    for (const [name, args] of calls.slice(1)) {
      const overHttp = await client.callTool({ name, arguments: args });
      const inProcess = await alice.callTool(name, args);
      // Each part of a failed result says so, as the Agents SDK passes a lone part on without the result around it.
      const { content, isError } = overHttp;
      expect([...inProcess]).toEqual(isError ? content.map((part) => ({ ...part, isError })) : content);
      expect(inProcess.structuredContent).toEqual(overHttp.structuredContent);
      expect(inProcess.isError).toBe(overHttp.isError);
    }
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect((await alice.listTools()).map(({ name }) => name)).toEqual(names);
    await client.close();
  });

  it('keeps two people’s connections apart while both call (row 21)', async () => {
    const owners = Array.from({ length: 20 }, (_, index) => `owner-${index}`);
    const connections = await Promise.all(owners.map((owner) => app.connect(owner)));

    await Promise.all(
      connections.flatMap((connection, index) =>
        [1, 2, 3].map(() => connection.callTool('add_task', { title: owners[index] })),
      ),
    );

    for (const [index, connection] of connections.entries()) {
      const { structuredContent } = await connection.callTool('list_tasks', {});
      const { tasks } = structuredContent as { tasks: { title: string }[] };
      expect(tasks.map(({ title }) => title)).toEqual(Array(3).fill(owners[index]));
    }
  });

  it('hands an abort on to the running tool, and rejects the call', async () => {
    const stop = new AbortController();
    const call = alice.callTool('held', {}, null, { signal: stop.signal });
    call.catch(() => undefined);
    await held.started.promise;

    stop.abort(new Error('the person pressed stop'));

    expect(await held.ended.promise).toBe('aborted');
    await expect(call).rejects.toThrow('the person pressed stop');
  });

  it('cuts a result above 64 KB, and says so in it (F10, T3)', async () => {
    const [whole] = await alice.callTool('large', { bytes: maxToolResultBytes });
    const [cut] = await alice.callTool('large', { bytes: 10_000_000 });

    expect(whole!.text).toHaveLength(maxToolResultBytes);
    expect((cut!.text as string).length).toBeLessThan(maxToolResultBytes + 100);
    expect(cut!.text).toMatch(/x\n\[… 9934464 bytes of this result were left out/);
  });

  it('fails for a tool that does not exist', async () => {
    await expect(alice.callTool('no_such_tool', {})).rejects.toThrow(/no_such_tool/);
  });

  it('lists the tools for readiness', async () => {
    expect(await app.mcp.listTools()).toHaveLength(7);
  });
});
