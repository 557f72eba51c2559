import { Agent, tool } from '@openai/agents';
import { z } from 'zod';
import type { AgentContext } from '../../src/agent/bridge/agent-context.js';
import { ToolActivity } from '../../src/agent/tool-activity.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { AgentServer, type Api } from '../support/agent-server.js';
import { eventually } from '../support/eventually.js';
import { startScriptedProvider, writers, type ScriptedProvider } from '../support/scripted-provider.js';

// Tool calls of the Agents SDK itself: what it tells of them is what the steps are made from.

let provider: ScriptedProvider;
beforeEach(async () => void (provider = await startScriptedProvider()));
afterEach(() => provider.close());

const parameters = z.object({ id: z.string() });
const echo = tool({ name: 'echo', description: 'Echoes.', parameters, execute: ({ id }) => id });
const broken = tool({
  name: 'broken',
  description: 'Fails.',
  parameters,
  execute: () => Promise.reject(new Error('password of the database')),
});
const slow = tool({
  name: 'slow',
  description: 'Takes too long.',
  parameters,
  timeoutMs: 5,
  execute: () => new Promise<string>(() => undefined),
});

function serverWith(api: Api, ...tools: Agent<AgentContext>['tools']): AgentServer {
  const server = new AgentServer(new Agent<AgentContext>({ name: 'Scripted', tools }), provider, api);
  server.converter = new ToolActivity();
  return server;
}

/** A new conversation's events as they come; leaving them stops the turn. */
async function* eventsOf(server: AgentServer, text: string): AsyncGenerator<ThreadStreamEvent> {
  const request = { type: 'threads.create', params: userInput(text) };
  const result = await server.process(request, { principal: server.principal });
  if (!result.streaming) throw new Error('It did not stream.');
  for await (const frame of result) yield JSON.parse(frame.slice('data: '.length)) as ThreadStreamEvent;
}

const tasksOf = (items: readonly ThreadItem[]) =>
  items.flatMap((item) => (item.type === 'workflow' ? item.workflow.tasks : []));

describe.each<Api>(['responses', 'chat_completions'])('tool calls over %s', (api) => {
  const answer = writers[api];
  const calls = (...names: string[]) =>
    names.map((name, index) => ({ id: `call_${index}`, name, args: { id: String(index) } }));

  it('that fail are told apart from those that work', async () => {
    const server = serverWith(api, echo, broken, slow);
    provider.answers.push(answer({ calls: calls('echo', 'broken', 'slow') }), answer({ text: 'Done.' }));
    const { threadId, events } = await server.ask('Go');
    expect(tasksOf(await server.items(threadId))).toMatchObject([
      { title: 'Echo', status_indicator: 'complete', content: expect.stringMatching(/^`id: "0"` · .* s$/) },
      { title: 'Broken', status_indicator: 'none', content: expect.stringContaining('`id: "1"` · Failed') },
      { title: 'Slow', status_indicator: 'none', content: expect.stringContaining('Failed') },
    ]);
    expect(JSON.stringify(events)).not.toContain('password');
  });

  it('with arguments that their tool cannot take have failed', async () => {
    const server = serverWith(api, echo);
    const wrong = { id: 'call_1', name: 'echo', args: { id: 7 } };
    provider.answers.push(answer({ calls: [wrong] }), answer({ text: 'Done.' }));
    const { threadId } = await server.ask('Go');
    expect(tasksOf(await server.items(threadId))).toMatchObject([
      { content: expect.stringContaining('`id: 7` · Failed') },
    ]);
  });

  it('at the same time end one by one, while others still run', async () => {
    let release = () => {};
    const held = tool({
      name: 'held',
      description: 'Waits.',
      parameters,
      execute: () => new Promise<string>((resolve) => (release = () => resolve('held'))),
    });
    const server = serverWith(api, held, echo);
    provider.answers.push(answer({ calls: calls('held', 'echo') }), answer({ text: 'Done.' }));
    const indicators: string[] = [];
    for await (const event of eventsOf(server, 'Go')) {
      if (event.type !== 'thread.item.updated' || event.update.type !== 'workflow.task.updated') continue;
      const { task, task_index } = event.update;
      indicators.push(`${task_index} ${task.status_indicator}`);
      if (task_index === 1 && task.status_indicator === 'complete') release();
    }
    expect(indicators.filter((indicator) => indicator.endsWith('complete'))).toEqual([
      '1 complete',
      '0 complete',
    ]);
  });

  it('of a turn that is stopped are taken back with their workflow, and stay nowhere loading', async () => {
    const held = tool({
      name: 'held',
      description: 'Never ends.',
      parameters,
      execute: () => new Promise<string>(() => undefined),
    });
    const server = serverWith(api, held);
    provider.answers.push(answer({ calls: calls('held') }));
    let threadId = '';
    const seen: ThreadStreamEvent[] = [];
    for await (const event of eventsOf(server, 'Go')) {
      seen.push(event);
      if (event.type === 'thread.created') threadId = event.thread.id;
      // The viewer leaves, which stops the turn.
      if (event.type === 'thread.item.added' && event.item.type === 'workflow') break;
    }
    await eventually(() => expect(server.runningTurns).toBe(0));
    expect(seen.at(-1)).toMatchObject({ item: { workflow: { tasks: [{ status_indicator: 'loading' }] } } });
    expect((await server.items(threadId)).map(({ type }) => type)).toEqual(['user_message']);
  });
});
