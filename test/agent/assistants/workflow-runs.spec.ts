import { Agent, Runner, withTrace } from '@openai/agents';
import { z } from 'zod';
import { provideDefaultModels } from '../../../src/agent/assistants/ambient-models.js';
import type { RunWorkflow } from '../../../src/agent/assistants/assistant-setup.js';
import { WorkflowRuns } from '../../../src/agent/assistants/workflow-runs.js';
import type { AgentContext } from '../../../src/agent/bridge/agent-context.js';
import { clientTool } from '../../../src/agent/bridge/client-tool.js';
import type { ModelInputItem } from '../../../src/agent/bridge/model-input.js';
import { streamAgentResponse } from '../../../src/agent/bridge/stream-agent-response.js';
import { guardedModels } from '../../../src/agent/model-provider.js';
import { ToolActivity } from '../../../src/agent/tool-activity.js';
import type { ThreadStreamEvent } from '../../../src/protocol/events.js';
import { foldItems } from '../../../src/protocol/fold.js';
import type { ThreadItem } from '../../../src/protocol/items.js';
import { startAskedProvider, type Asked, type AskedProvider } from '../../support/asked-provider.js';
import { testConfig } from '../../support/config.js';
import { newAgentContext } from '../../support/scripted-run.js';
import { writers, type Said } from '../../support/scripted-provider.js';

// What a workflow's code does, and what a person sees of it. The model says what the agent's instructions say.

let provider: AskedProvider;
let runs: WorkflowRuns;
let whatElse: (asked: Asked) => Said | undefined = () => undefined;
let pause: () => Promise<void> = async () => {};
beforeAll(async () => {
  provider = await startAskedProvider(
    (asked) => writers.responses(whatElse(asked) ?? { text: asked.instructions }),
    () => pause(),
  );
  const config = testConfig({ OPENAI_BASE_URL: provider.baseURL, OPENAI_API_KEY: 'sk-x' });
  const models = guardedModels(config);
  provideDefaultModels(models);
  runs = new WorkflowRuns(config, models);
});
afterAll(() => provider.close());
beforeEach(() => {
  whatElse = () => undefined;
  pause = async () => {};
  provider.requests.length = 0;
});

const says = (words: string) => new Agent({ name: words, instructions: words });
const about = (text: string) => [{ role: 'user' as const, content: text }];

interface Shown {
  events: ThreadStreamEvent[];
  items: ThreadItem[];
  texts: string[];
  error?: Error;
  context: AgentContext;
}

async function show(
  workflow: RunWorkflow,
  { history = [], stopAt }: { history?: ModelInputItem[]; stopAt?: ThreadStreamEvent['type'] } = {},
): Promise<Shown> {
  const { context, stop } = await newAgentContext();
  const run = runs.start(workflow, { text: 'Hi', history }, { mcpServers: [], context });
  const events: ThreadStreamEvent[] = [];
  let error: Error | undefined;
  try {
    for await (const event of streamAgentResponse(context, run, new ToolActivity())) {
      events.push(event);
      if (event.type === stopAt) stop();
    }
  } catch (thrown) {
    error = thrown as Error;
  }
  const items = events.reduce<ThreadItem[]>(foldItems, []);
  const texts = items.flatMap((item) =>
    item.type === 'assistant_message' ? [item.content.map(({ text }) => text).join('')] : [],
  );
  return { events, items, texts, error, context };
}

const titlesIn = (items: readonly ThreadItem[]) =>
  items.flatMap((item) =>
    item.type === 'workflow' ? item.workflow.tasks.map((task) => ('title' in task ? task.title : '')) : [],
  );

describe('a workflow', () => {
  it('is shown as it speaks, and not once more for what it returns', async () => {
    const { texts } = await show(async () => {
      const { finalOutput } = await new Runner().run(says('Good morning.'), about('Hi'));
      return { output_text: finalOutput };
    });
    expect(texts).toEqual(['Good morning.']);
  });

  it('is shown what it returns after what its agents said, when that is something else', async () => {
    const { texts } = await show(async () => {
      const { finalOutput } = await new Runner().run(says('A draft.'), about('Hi'));
      return { output_text: `${finalOutput} And its end.` };
    });
    expect(texts).toEqual(['A draft.', 'A draft. And its end.']);
  });

  it('can answer without a model', async () => {
    expect((await show(() => 'It is closed today.')).texts).toEqual(['It is closed today.']);
  });

  it('shows the words of structured output when nothing else was said, and counts its tokens', async () => {
    whatElse = () => ({ text: '{"answer":"Room 12.","tone":"kind"}' });
    const schema = z.object({ answer: z.string(), tone: z.string() });
    const { texts, items, context } = await show(async () => {
      const agent = new Agent({ name: 'Desk', outputType: schema });
      const { finalOutput } = await new Runner().run(agent, about('Hi'));
      return { output_text: JSON.stringify(finalOutput), output_parsed: finalOutput };
    });
    expect(texts).toEqual(['Room 12.']);
    expect(titlesIn(items)).toEqual(['Desk']);
    expect(context.requestContext.usage).toEqual({
      modelCalls: 1,
      modelAttempts: 1,
      inputTokens: 3,
      outputTokens: 2,
    });
  });

  it('fails when it leaves the person without an answer', async () => {
    const { error, texts } = await show(() => ({ rooms: [12] }));
    expect([error?.name, texts]).toEqual(['NothingToShowError', []]);
  });

  it('does not echo the message that its guardrails let pass', async () => {
    const { texts } = await show(async () => {
      await new Runner().run(says('Fine.'), about('Hi'));
      return { safe_text: 'Hi' };
    });
    expect(texts).toEqual(['Fine.']);
  });

  it('shows an agent that another one asks as a step of that, and not what it says', async () => {
    const expert = says('The expert knows.').asTool({ toolName: 'ask_expert', toolDescription: 'Asks.' });
    const guide = new Agent({ name: 'Guide', instructions: 'The guide sums up.', tools: [expert] });
    whatElse = ({ instructions, input }) =>
      instructions === 'The guide sums up.' && !JSON.stringify(input).includes('function_call_output')
        ? { calls: [{ id: 'c1', name: 'ask_expert', args: { input: 'What?' } }] }
        : undefined;
    const { texts, items } = await show(async () => {
      await new Runner().run(guide, about('Hi'));
      return (await new Runner().run(says('And goodbye.'), about('Hi'))).finalOutput;
    });
    expect(texts).toEqual(['The guide sums up.', 'And goodbye.']);
    expect(titlesIn(items)).toEqual(['Ask expert']);
    expect(items.map(({ type }) => type)).toEqual(['workflow', 'assistant_message', 'assistant_message']);
  });

  it('shows a hand-off as what the next agent says', async () => {
    const second = says('I am the second.');
    const first = new Agent({ name: 'First', instructions: 'First', handoffs: [second] });
    whatElse = ({ instructions }) =>
      instructions === 'First'
        ? { calls: [{ id: 'c1', name: 'transfer_to_I_am_the_second_', args: {} }] }
        : undefined;
    const { texts, items } = await show(async () => (await new Runner().run(first, about('Hi'))).finalOutput);
    expect(texts).toEqual(['I am the second.']);
    expect(titlesIn(items)).toEqual(['Handing over to I am the second']);
  });

  it('keeps apart what agents say at the same time', async () => {
    // Every answer has begun before one of them goes on.
    let begun = 0;
    let goOn: () => void;
    const all = new Promise<void>((resolve) => (goOn = resolve));
    pause = async () => {
      if (++begun === 3) goOn();
      await all;
    };
    const { texts, events } = await show(async () => {
      const runner = new Runner();
      const names = ['One at once.', 'Two at once.', 'Three at once.'];
      await Promise.all(names.map((name) => runner.run(says(name), about('Hi'))));
      return { done: true };
    });
    expect(texts.toSorted()).toEqual(['One at once.', 'Three at once.', 'Two at once.']);
    const ended = events.flatMap((event) => (event.type === 'thread.item.done' ? [event.item.id] : []));
    expect(new Set(ended).size).toBe(3);
  });

  it('may read its runs as they stream', async () => {
    const { texts } = await show(() =>
      withTrace('Streaming', async () => {
        const run = await new Runner().run(says('In pieces.'), about('Hi'), { stream: true });
        let read = '';
        for await (const piece of run.toTextStream()) read += piece;
        return { output_text: read };
      }),
    );
    expect(texts).toEqual(['In pieces.']);
  });

  it('is stopped when it calls the model without end', async () => {
    const { error } = await show(async () => {
      for (;;) await new Runner().run(says('Again.'), about('Hi'));
    });
    expect(error).toMatchObject({ code: 'too_many_steps' });
    expect(provider.requests).toHaveLength(10);
  });

  it('begins no call after the turn was stopped', async () => {
    let tried: (outcome: unknown) => void;
    const second = new Promise((resolve) => (tried = resolve));
    const run = (words: string) =>
      new Runner().run(says(words), about('Hi')).catch((error: unknown) => String(error));
    const workflow = async () => {
      await run('One.');
      tried(await run('Two.'));
    };
    await show(workflow, { stopAt: 'thread.item.added' });
    expect(await second).toBe('cancelled');
    expect(provider.requests).toHaveLength(1);
  });

  it('gets the conversation into calls that begin with the message, and into no others', async () => {
    const history: ModelInputItem[] = [{ role: 'user', content: 'Earlier.' }];
    await show(
      async ({ input_as_text }) => {
        const runner = new Runner();
        await runner.run(says('A'), about(input_as_text));
        await runner.run(says('B'), about(`Sum up: ${input_as_text}`));
        return { ok: true };
      },
      { history },
    );
    expect(provider.requests.map(({ input }) => input.length)).toEqual([2, 1]);
  });

  it('is handed what it may use when it is more than an export', async () => {
    const history: ModelInputItem[] = [{ role: 'user', content: 'Earlier.' }];
    const pick = clientTool({ name: 'pick', description: 'Asks the page.', parameters: z.object({}) });
    const agent = new Agent<AgentContext>({
      name: 'Asking',
      tools: [pick],
      toolUseBehavior: { stopAtToolNames: ['pick'] },
    });
    whatElse = () => ({ calls: [{ id: 'c1', name: 'pick', args: {} }] });
    let given: unknown;
    const { events } = await show(
      async (_, { context, ...setup }) => {
        given = setup;
        await new Runner().run(agent, about('Hi'), { context });
      },
      { history },
    );
    expect(given).toEqual({ mcpServers: [], history, signal: expect.any(AbortSignal) });
    expect(events.at(-1)).toMatchObject({ item: { type: 'client_tool_call', name: 'pick', call_id: 'c1' } });
  });

  it('is not told of runs that belong to no turn', async () => {
    const { texts } = await show(() => 'Just this.');
    const run = await new Runner().run(says('Outside.'), about('Hi'), { stream: true });
    await run.completed;
    expect([texts, run.finalOutput]).toEqual([['Just this.'], 'Outside.']);
  });
});
