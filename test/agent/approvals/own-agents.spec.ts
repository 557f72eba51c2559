import { Agent, tool, type MCPServer } from '@openai/agents';
import { assistantMessage, functionCall, modelResponse, ScriptedModel } from '@openai/agents/testing';
import { z } from 'zod';
import { ApprovalPolicy } from '../../../src/agent/approvals/approval-policy.js';
import { refuseUnasked } from '../../../src/agent/approvals/ask-first.js';
import type { AgentContext } from '../../../src/agent/bridge/agent-context.js';
import { clientTool } from '../../../src/agent/bridge/client-tool.js';
import { InProcessMcp } from '../../../src/mcp/in-process-mcp.js';
import { McpToolsRegistry } from '../../../src/mcp/mcp-tools.registry.js';
import { textOf } from '../../../src/testing/client/answers.js';
import { AskingServer } from '../../support/asking-server.js';
import { askingCard, buttonsOf, decide } from '../../support/approvals.js';
import { startScriptedProvider, writers, type ScriptedProvider } from '../../support/scripted-provider.js';

const write = writers.chat_completions;

describe('an agent of the application’s own that asks before it acts', () => {
  let provider: ScriptedProvider;
  beforeAll(async () => (provider = await startScriptedProvider()));
  afterAll(() => provider.close());
  beforeEach(() => {
    provider.requests.length = 0;
    provider.answers.length = 0;
    refunded.length = 0;
  });

  /** What was refunded, and for whom. */
  const refunded: { order: string; by: string }[] = [];
  const refund = (needsApproval: boolean, name = 'refund_order') =>
    tool<z.ZodObject, AgentContext>({
      name,
      description: 'Gives the money back.',
      parameters: z.object({ order: z.string(), card_token: z.string() }),
      needsApproval,
      execute: (input, run) => {
        const { principal } = run!.context.requestContext;
        refunded.push({ order: (input as { order: string }).order, by: principal.userId });
        return 'refunded';
      },
    });
  const clerk = (tools = [refund(true)]) => new Agent<AgentContext>({ name: 'Clerk', tools });
  const call = (order: string, id = `call_${order}`, name = 'refund_order') => ({
    id,
    name,
    args: { order, card_token: 'tok_secret' },
  });
  const outputs = (request: number) =>
    (provider.requests[request]!.messages as { role: string; content: string }[])
      .filter(({ role }) => role === 'tool')
      .map(({ content }) => content);

  async function asked(server: AskingServer, calls = [call('A1')]) {
    provider.answers.push(write({ calls }), write({ text: 'Very well.' }));
    const { threadId } = await server.client.createThread('Refund it');
    return { threadId, card: await askingCard(server.client, threadId) };
  }

  it('shows the arguments without secrets, and calls with the context of whoever answers', async () => {
    const server = new AskingServer(clerk(), provider);
    const { card } = await asked(server);
    expect(card.copy_text).toContain('Refund order: order: "A1", card_token: •••');
    expect(JSON.stringify(card)).not.toContain('tok_secret');
    expect(refunded).toEqual([]);
    expect(textOf(await decide(server.client, card, 'approve'))).toBe('Very well.');
    expect(refunded).toEqual([{ order: 'A1', by: server.principal.userId }]);
    expect(server.contexts).toHaveLength(2);
    expect(outputs(1)).toEqual(['refunded']);
  });

  it('tells the model why a call was rejected', async () => {
    const server = new AskingServer(clerk(), provider);
    const { threadId } = await asked(server);
    await server.client.say(threadId, 'No, the order was fine');
    expect(refunded).toEqual([]);
    expect(outputs(1)).toEqual([expect.stringContaining('They said: "No, the order was fine".')]);
  });

  it('tells the model of each call what became of it', async () => {
    const server = new AskingServer(clerk(), provider);
    const { card } = await asked(server, [call('A1'), call('B2')]);
    await decide(server.client, card, 'approve', 1);
    expect(refunded).toEqual([]);
    await decide(server.client, card, 'reject', 0);
    expect(refunded).toMatchObject([{ order: 'B2' }]);
    expect(outputs(1)).toEqual([expect.stringMatching(/^The user was asked and rejected/), 'refunded']);
  });

  it('asks again when the run comes to another such call', async () => {
    const server = new AskingServer(clerk(), provider);
    const { threadId, card } = await asked(server);
    provider.answers.splice(0, 1, write({ calls: [call('B2')] }), write({ text: 'Both done.' }));
    await decide(server.client, card, 'approve');
    const second = await askingCard(server.client, threadId);
    expect(second.id).not.toBe(card.id);
    expect(textOf(await decide(server.client, second, 'approve'))).toBe('Both done.');
    expect(refunded.map(({ order }) => order)).toEqual(['A1', 'B2']);
  });

  it('asks by the operator’s rules, also after a hand-over', async () => {
    const desk = new Agent<AgentContext>({ name: 'Desk', handoffs: [clerk([refund(false)])] });
    const policy = new ApprovalPolicy([{ verdict: 'ask', pattern: 'refund_*' }]);
    const server = new AskingServer(desk, provider, { policy });
    provider.answers.push(write({ calls: [{ id: 'h1', name: 'transfer_to_Clerk', args: {} }] }));
    const { card } = await asked(server);
    expect(refunded).toEqual([]);
    await decide(server.client, card, 'approve');
    expect(refunded).toMatchObject([{ order: 'A1' }]);
  });

  it('is told that a call is not allowed, and nobody is asked', async () => {
    const policy = new ApprovalPolicy([{ verdict: 'deny', pattern: 'refund_order' }]);
    const server = new AskingServer(clerk(), provider, { policy });
    provider.answers.push(write({ calls: [call('A1')] }), write({ text: 'I may not.' }));
    const { events, threadId } = await server.client.createThread('Refund it');
    expect(textOf(events)).toBe('I may not.');
    expect(outputs(1)).toEqual([expect.stringContaining('does not allow refund_order')]);
    expect(await server.client.items(threadId)).toHaveLength(2);
    expect(refunded).toEqual([]);
  });

  it('does nothing when the answer comes too late', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const server = new AskingServer(clerk(), provider, { ttlMs: 60_000, now: () => now });
    const { threadId, card } = await asked(server);
    now = new Date('2026-01-01T00:01:00Z');
    await decide(server.client, card, 'approve');
    expect(refunded).toEqual([]);
    const closed = await askingCard(server.client, threadId);
    expect(closed.copy_text).toMatch(/Refund order.*Not done.*The time to answer has passed/s);
    expect(provider.requests).toHaveLength(1);
  });

  it('does it when the answer comes in the last moment', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const server = new AskingServer(clerk(), provider, { ttlMs: 60_000, now: () => now });
    const { threadId } = await asked(server);
    now = new Date('2026-01-01T00:00:59.999Z');
    await server.client.say(threadId, 'yes');
    expect(refunded).toHaveLength(1);
  });

  it('answers a message that comes too late as any other, and closes the card', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const server = new AskingServer(clerk(), provider, { ttlMs: 60_000, now: () => now });
    const { threadId } = await asked(server);
    now = new Date('2026-01-02T00:00:00Z');
    expect(textOf(await server.client.say(threadId, 'yes'))).toBe('Very well.');
    expect(refunded).toEqual([]);
    expect(JSON.stringify(provider.requests[1])).toContain('The time to answer has passed');
  });

  it.each<[string, () => Agent<AgentContext>]>([
    ['has lost the tool', () => clerk([])],
    ['has another name', () => new Agent<AgentContext>({ name: 'Manager', tools: [refund(true)] })],
    ['calls the tool something else', () => clerk([refund(true, 'pay_back')])],
  ])('runs nothing when the agent %s since it asked, and says so', async (_, changed) => {
    const server = new AskingServer(clerk(), provider);
    const { threadId, card } = await asked(server);
    server.agent = changed();
    const events = await decide(server.client, card, 'approve');
    expect(events.some(({ type }) => type === 'error')).toBe(false);
    const closed = await askingCard(server.client, threadId);
    expect(closed.copy_text).toContain('The assistant was changed since it asked');
    expect(buttonsOf(closed.widget)).toEqual([]);
    expect(refunded).toEqual([]);
    expect(provider.requests).toHaveLength(1);
  });

  it('refuses what an agent that is used as a tool would do without a question', async () => {
    const registry = new McpToolsRegistry();
    let wiped = 0;
    registry.add({
      name: 'disk',
      register: (mcp) =>
        void mcp.registerTool('wipe', { annotations: { destructiveHint: true } }, () => {
          wiped++;
          return { content: [{ type: 'text', text: 'wiped' }] };
        }),
    });
    const connection = refuseUnasked<MCPServer>(
      new InProcessMcp(registry, { userId: 'u' }),
      new ApprovalPolicy(),
    );
    await connection.connect();
    const cleaner = new Agent<AgentContext>({ name: 'Cleaner', mcpServers: [connection] });
    const options = { toolName: 'clean', toolDescription: 'Cleans up.' };
    const boss = new Agent<AgentContext>({ name: 'Boss', tools: [cleaner.asTool(options)] });
    // Its runs go through the SDK's default provider; a model of its own keeps them here.
    cleaner.model = new ScriptedModel([
      modelResponse([functionCall('wipe', {}, { callId: 'w1' })]),
      modelResponse([assistantMessage('I could not.')]),
    ]);
    const server = new AskingServer(boss, provider);
    provider.answers.push(
      write({ calls: [{ id: 'c1', name: 'clean', args: { input: 'all' } }] }),
      write({ text: 'Not done.' }),
    );
    const { events } = await server.client.createThread('Clean up');
    await connection.close();
    expect(textOf(events)).toBe('Not done.');
    expect(wiped).toBe(0);
  });

  it('hands the page its call when the person has decided, not before', async () => {
    const open = clientTool({ name: 'open_order', description: 'Shows it.', parameters: z.object({}) });
    const agent = new Agent<AgentContext>({
      name: 'Clerk',
      tools: [refund(true), open],
      toolUseBehavior: { stopAtToolNames: ['open_order'] },
    });
    const server = new AskingServer(agent, provider);
    const page = { id: 'call_open', name: 'open_order', args: {} };
    const { threadId, card } = await asked(server, [page as never, call('A1')]);
    const isPageCall = ({ type }: { type: string }) => type === 'client_tool_call';
    expect((await server.client.items(threadId)).some(isPageCall)).toBe(false);
    await decide(server.client, card, 'approve');
    expect(refunded).toHaveLength(1);
    expect((await server.client.items(threadId)).find(isPageCall)).toMatchObject({ status: 'pending' });
  });
});
