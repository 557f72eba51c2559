import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { ToolSet } from '../../src/mcp/mcp-tools.registry.js';
import { principalOf } from '../../src/mcp/tool-caller.js';
import { startToolsApp, type ToolsApp } from '../mcp/tools-app.js';

/** Answers with what it was given and with who asked, sooner or later. */
const echo: ToolSet = {
  name: 'echo',
  register(server) {
    server.registerTool(
      'echo',
      { inputSchema: z.object({ canary: z.string() }) },
      async ({ canary }, ctx) => {
        await pause(Math.random() * 5);
        return { content: [{ type: 'text', text: `${principalOf(ctx).userId}:${canary}` }] };
      },
    );
  },
};

interface Answer {
  id: number;
  result: { content: { text: string }[] };
}

const clients = 50;
const callsOfEach = 200;

it('mixes no answers up in 10,000 calls of two people that have the same ids at once (T5)', async () => {
  const app: ToolsApp = await startToolsApp(echo);
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const people = [
    { name: 'alice', token: await app.tokenFor('alice') },
    { name: 'bob', token: await app.tokenFor('bob') },
  ];
  const call = (token: string, id: number, canary: string) =>
    new Promise<Answer>((resolve, reject) => {
      const params = { name: 'echo', arguments: { canary } };
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      };
      request(`${app.url}/mcp`, { method: 'POST', agent, headers }, (response) => {
        (json(response) as Promise<Answer>).then(resolve, reject);
      })
        .once('error', reject)
        .end(JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params }));
    });
  let answered = 0;
  const mixedUp: unknown[] = [];

  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      const { name, token } = people[client % 2]!;
      for (let id = 0; id < callsOfEach; id++) {
        const canary = `${client}-${id}`;
        const answer = await call(token, id, canary);
        answered++;
        const { text } = answer.result.content[0]!;
        if (answer.id !== id || text !== `${name}:${canary}`) mixedUp.push({ name, canary, answer });
      }
    }),
  );

  agent.destroy();
  await app.close();
  expect(answered).toBe(10_000);
  expect(mixedUp).toEqual([]);
}, 240_000);
