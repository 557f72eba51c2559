import { Agent, tool, type RunContext } from '@openai/agents';
import { z } from 'zod';
import type { AgentContext } from '../../../src/agent/bridge/agent-context.js';
import { clientTool } from '../../../src/agent/bridge/client-tool.js';
import type { ThreadStreamEvent } from '../../../src/protocol/events.js';
import { ToolActivity } from '../../../src/agent/tool-activity.js';
import { AgentServer, type Api } from '../../support/agent-server.js';
import { kindsOf } from '../../support/scripted-run.js';
import {
  chunkOf,
  messageOf,
  responsesAnswer,
  startScriptedProvider,
  writers,
  type ScriptedProvider,
} from '../../support/scripted-provider.js';

// The Agents SDK itself, on a client of OpenAI's over HTTP; only the model is scripted.

let provider: ScriptedProvider;
beforeEach(async () => void (provider = await startScriptedProvider()));
afterEach(() => {
  provider.close();
  expect(provider.answers).toHaveLength(0);
});

const contextOf = (run: RunContext<AgentContext> | undefined) => run!.context;
const planTask = (title: string) => ({ type: 'custom', status_indicator: 'complete', title }) as const;

const pick = clientTool({
  name: 'pick',
  description: 'Asks the page what is selected.',
  parameters: z.object({ depth: z.number() }),
});
const plan = tool<z.ZodObject<{ step: z.ZodString }>, AgentContext>({
  name: 'plan',
  description: 'Shows a step.',
  parameters: z.object({ step: z.string() }),
  execute: ({ step }, run) => {
    contextOf(run).addWorkflowTask(planTask(step));
    return 'shown';
  },
});
const show = tool<z.ZodObject<{ text: z.ZodString }>, AgentContext>({
  name: 'show',
  description: 'Shows a card.',
  parameters: z.object({ text: z.string() }),
  execute: async ({ text }, run) => {
    await contextOf(run).streamWidget({ type: 'Card', children: [{ type: 'Text', value: text }] });
    return 'shown';
  },
});
const agent = new Agent<AgentContext>({
  name: 'Scripted',
  tools: [pick, plan, show],
  toolUseBehavior: { stopAtToolNames: [pick.name] },
});

const textsOf = (events: readonly ThreadStreamEvent[]) =>
  events.flatMap((event) =>
    event.type === 'thread.item.done' && event.item.type === 'assistant_message'
      ? [event.item.content.map(({ text }) => text).join('|')]
      : [],
  );
const deltasOf = (events: readonly ThreadStreamEvent[]) =>
  events
    .map((event) =>
      event.type === 'thread.item.updated' && 'delta' in event.update ? event.update.delta : '',
    )
    .join('');

describe.each<Api>(['responses', 'chat_completions'])('a run over %s', (api) => {
  const answer = writers[api];

  it('gives each text once, in an item of its own, over several messages and turns [Q14]', async () => {
    const server = new AgentServer(agent, provider, api);
    provider.answers.push(
      answer({ text: 'Let me see.', calls: [{ id: 'c1', name: 'show', args: { text: 'A' } }] }),
      answer({ text: 'Here.', calls: [{ id: 'c2', name: 'show', args: { text: 'B' } }] }),
      answer({ text: 'Done.' }),
      answer({ text: 'Bye.' }),
    );
    const { threadId, events } = await server.ask('Hi');
    const more = await server.say(threadId, 'Thanks');
    expect(textsOf(events)).toEqual(['Let me see.', 'Here.', 'Done.']);
    expect(deltasOf(events)).toBe('Let me see.Here.Done.');
    expect(textsOf(more.events)).toEqual(['Bye.']);
    const items = await server.items(threadId);
    expect(items.map(({ type }) => type)).toEqual([
      'user_message',
      'assistant_message',
      'widget',
      'assistant_message',
      'widget',
      'assistant_message',
      'user_message',
      'assistant_message',
    ]);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    for (const { id } of items) expect(id).toMatch(/^msg_[0-9a-f]{32}$/);
  });

  it('stops at a call of the page’s, and goes on with its output [E163 E164 Q31]', async () => {
    const server = new AgentServer(agent, provider, api);
    provider.answers.push(
      answer({
        calls: [
          { id: 'call_pick', name: 'pick', args: { depth: 2 } },
          { id: 'call_last', name: 'show', args: { text: 'A' } },
        ],
      }),
      answer({ text: 'Two things.' }),
    );
    const { threadId, events } = await server.ask('What is selected?');
    const calls = events.filter((event) => 'item' in event && event.item.type === 'client_tool_call');
    expect(calls).toMatchObject([
      {
        type: 'thread.item.done',
        item: { status: 'pending', call_id: 'call_pick', name: 'pick', arguments: { depth: 2 } },
      },
    ]);
    expect(events.at(-1)).toBe(calls[0]);
    expect(provider.requests).toHaveLength(1);
    const result = { ids: ['a', 'b'], nothing: null };
    const rest = await server.stream('threads.add_client_tool_output', { thread_id: threadId, result });
    expect(textsOf(rest.events)).toEqual(['Two things.']);
    const sent = JSON.stringify(provider.requests[1]);
    expect(sent).toContain('call_pick');
    expect(sent).toContain(JSON.stringify(JSON.stringify(result)).slice(1, -1));
  });

  it('goes on with its workflow over calls of the page’s: one row, one id, next index [E235 Q11]', async () => {
    const server = new AgentServer(agent, provider, api);
    const step = (name: string) =>
      answer({ calls: [{ id: `call_${name}`, name: 'plan', args: { step: name } }] });
    const asks = answer({ calls: [{ id: 'call_pick', name: 'pick', args: { depth: 1 } }] });
    const output = { result: 'a' };
    provider.answers.push(step('one'), asks, step('two'), asks, step('three'), answer({ text: 'Done.' }));
    const { threadId, events } = await server.ask('Plan');
    const second = await server.stream('threads.add_client_tool_output', { thread_id: threadId, ...output });
    const third = await server.stream('threads.add_client_tool_output', { thread_id: threadId, ...output });
    const items = await server.items(threadId);
    expect(items.map(({ type }) => type)).toEqual([
      'user_message',
      'workflow',
      'client_tool_call',
      'client_tool_call',
      'assistant_message',
    ]);
    const { id } = items[1]!;
    expect(items[1]).toMatchObject({
      workflow: {
        tasks: [{ title: 'one' }, { title: 'two' }, { title: 'three' }],
        summary: { duration: expect.any(Number) },
      },
    });
    const indexes = [second, third].map((turn) =>
      turn.events.flatMap((event) =>
        event.type === 'thread.item.updated' && event.update.type === 'workflow.task.added'
          ? [[event.item_id, event.update.task_index]]
          : [],
      ),
    );
    expect(indexes).toEqual([[[id, 1]], [[id, 2]]]);
    expect(kindsOf(events).filter((kind) => kind === 'thread.item.added')).toHaveLength(1);
  });

  it('shows tool calls as steps, which what a tool shows ends', async () => {
    const server = new AgentServer(agent, provider, api);
    server.converter = new ToolActivity();
    provider.answers.push(
      answer({ calls: [{ id: 'c1', name: 'show', args: { text: 'A' } }] }),
      answer({ text: 'Done.' }),
    );
    const { threadId } = await server.ask('Show');
    expect(await server.items(threadId)).toMatchObject([
      { type: 'user_message' },
      { type: 'workflow', workflow: { tasks: [{ title: 'Show', status_indicator: 'complete' }] } },
      { type: 'widget' },
      { type: 'assistant_message' },
    ]);
  });

  describe('that a guardrail stops', () => {
    const name = 'no';
    const trip = async () => ({ tripwireTriggered: true, outputInfo: {} });

    /** What was shown is taken back, for the client and in the thread. */
    async function expectNothingLeft(server: AgentServer) {
      const { threadId, events } = await server.ask('Hi');
      expect(events.at(-1)).toMatchObject({ type: 'error', code: 'stream.error', allow_retry: true });
      expect((await server.items(threadId)).map(({ type }) => type)).toEqual(['user_message']);
      const answered = events.slice(events.findIndex(({ type }) => type === 'stream_options'));
      const shown = answered.flatMap((event) => ('item' in event ? [event.item.id] : []));
      const removed = answered.flatMap((event) =>
        event.type === 'thread.item.removed' ? [event.item_id] : [],
      );
      expect(new Set(removed)).toEqual(new Set(shown));
      return removed;
    }

    it('at its input is taken back [E165]', async () => {
      const isShown = () => made.mock.calls.some(([kind]) => kind === 'message');
      const execute = async () => {
        made.mockClear();
        await until(isShown);
        return trip();
      };
      // Beside the model, which has its say before the guardrail has.
      const inputGuardrails = [{ name, runInParallel: true, execute }];
      const server = new AgentServer(new Agent({ name: 'Guarded', inputGuardrails }), provider, api);
      const made = jest.spyOn(server.store, 'generateItemId');
      provider.answers.push(answer({ text: 'Well.' }));
      expect(await expectNothingLeft(server)).toHaveLength(1);
    });

    it('at its output is taken back, what its tools showed too [E166]', async () => {
      const outputGuardrails = [{ name, execute: trip }];
      const guarded = new Agent<AgentContext>({ name: 'Guarded', tools: [show], outputGuardrails });
      provider.answers.push(
        answer({ text: 'Well.', calls: [{ id: 'c1', name: 'show', args: { text: 'A' } }] }),
        answer({ text: 'Secret.' }),
      );
      expect(await expectNothingLeft(new AgentServer(guarded, provider, api))).toHaveLength(3);
    });
  });

  it('counts the tokens of the turn', async () => {
    const server = new AgentServer(agent, provider, api);
    provider.answers.push(answer({ text: 'Hi.' }));
    await server.ask('Hi');
    expect(server.contexts[0]!.requestContext.usage).toMatchObject({ modelCalls: 1 });
  });
});

describe('over the Responses API', () => {
  it('refusals, sources, thoughts and images reach the thread [Q35 Q36]', async () => {
    const server = new AgentServer(agent, provider, 'responses');
    const citation = {
      type: 'url_citation',
      url: 'https://a.example',
      title: 'A',
      start_index: 0,
      end_index: 2,
    };
    const refusal = { type: 'refusal', refusal: 'No.' };
    provider.answers.push(
      responsesAnswer([
        { type: 'reasoning', id: 'rs', summary: [] },
        { type: 'image_generation_call', id: 'ig', status: 'completed', result: 'AAAA' },
        messageOf('Hi', [citation]),
        { ...messageOf(''), content: [refusal] },
      ]),
    );
    const { threadId, events } = await server.ask('Hi');
    expect(await server.items(threadId)).toMatchObject([
      { type: 'user_message' },
      { type: 'workflow', workflow: { type: 'reasoning', summary: { duration: 0 } } },
      { type: 'generated_image', image: { url: 'data:image/png;base64,AAAA' } },
      { content: [{ text: 'Hi', annotations: [{ source: { url: 'https://a.example' }, index: 2 }] }] },
      { content: [{ text: 'No.' }] },
    ]);
    expect(deltasOf(events)).toBe('HiNo.');
    const parts = events.flatMap((event) =>
      'update' in event && event.update.type === 'assistant_message.content_part.done'
        ? [event.update.content.annotations.length]
        : [],
    );
    expect(parts).toEqual([1, 0]);
  });
});

describe('over Chat Completions', () => {
  it('thoughts stream before the answer, and a refusal is an answer', async () => {
    const server = new AgentServer(agent, provider, 'chat_completions');
    provider.answers.push([
      chunkOf({ reasoning: 'Let me ' }),
      chunkOf({ reasoning: 'think.' }),
      chunkOf({ content: 'Well.' }),
      chunkOf({ refusal: 'No.' }),
      chunkOf({}, 'stop'),
    ]);
    const { threadId, events } = await server.ask('Hi');
    expect(kindsOf(events)).toContain('workflow.task.updated');
    expect(await server.items(threadId)).toMatchObject([
      { type: 'user_message' },
      { workflow: { tasks: [{ type: 'thought', content: 'Let me think.' }] } },
      { content: [{ text: 'Well.' }, { text: 'No.' }] },
    ]);
  });
});

/** Waits for what is seen by looking alone. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
