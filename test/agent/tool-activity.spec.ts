import { EventEmitter } from 'node:events';
import type { RunStreamEvent } from '@openai/agents';
import { ToolActivity, type ToolActivityOptions } from '../../src/agent/tool-activity.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { languages } from '../../src/protocol/language.js';
import type { Task } from '../../src/protocol/workflow.js';
import {
  kindsOf,
  modelEvent,
  newAgentContext,
  responseDone,
  responsesCall,
  runItem,
  show,
  type RunStep,
} from '../support/scripted-run.js';

// What a person sees of tool calls: the events that scripted runs become.

type Json = Record<string, unknown>;

const itemAdded = (item: Json) => ({ type: 'response.output_item.added', output_index: 0, item });
const itemDone = (item: Json) => ({ type: 'response.output_item.done', output_index: 0, item });
const functionCall = (call_id: string, name: string, args: unknown) => ({
  type: 'function_call',
  id: 'fc_constant',
  call_id,
  name,
  arguments: typeof args === 'string' ? args : JSON.stringify(args),
});
const written = (call: Json) => [itemAdded({ ...call, arguments: '' }), itemDone(call)];
const message = (id: string) => ({ type: 'message', id, role: 'assistant', content: [] });

/** An agent as far as it tells of its tools. */
class Hooks extends EventEmitter {
  start(context: unknown, callId: string) {
    this.emit('agent_tool_start', { context }, {}, { toolCall: { callId } });
  }

  end(context: unknown, callId: string, output: string) {
    this.emit('agent_tool_end', { context }, {}, output, { toolCall: { callId } });
  }
}

const itemOf = (name: string, rawItem: Json, rest: Json = {}): RunStreamEvent =>
  ({ type: 'run_item_stream_event', name, item: { rawItem, ...rest } }) as unknown as RunStreamEvent;
const called = (callId: string, name: string, args: unknown = {}, agent?: Hooks) =>
  itemOf('tool_called', { type: 'function_call', callId, name, arguments: JSON.stringify(args) }, { agent });
const output = (callId: string, given: unknown = 'fine') =>
  itemOf('tool_output', { type: 'function_call_result', callId }, { output: given });
const after = (ms: number) => () => void jest.setSystemTime(Date.now() + ms);

async function showAll(steps: readonly RunStep[], options?: ToolActivityOptions) {
  const { context } = await newAgentContext();
  return show(context, steps, new ToolActivity(options));
}

const tasksOf = (items: readonly ThreadItem[]): Task[] =>
  items.flatMap((item) => (item.type === 'workflow' ? item.workflow.tasks : []));
/** Every state of the step at an index that was told of, in order. */
const historyOf = (events: readonly ThreadStreamEvent[], index = 0) =>
  events.flatMap((event) => {
    if (event.type === 'thread.item.updated' && 'task' in event.update) {
      return event.update.task_index === index ? [event.update.task] : [];
    }
    return 'item' in event && event.item.type === 'workflow' ? (event.item.workflow.tasks[index] ?? []) : [];
  });

beforeEach(() => {
  // The clock alone: what waits, waits as ever.
  const doNotFake = ['nextTick', 'setImmediate', 'setTimeout', 'setInterval', 'queueMicrotask'] as const;
  jest.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05Z'), doNotFake: [...doNotFake] });
});
afterEach(() => void jest.useRealTimers());

describe('a call over the Responses API', () => {
  it('is shown when its name is known, gets its arguments, and ends with its duration', async () => {
    const call = functionCall('c1', 'add_task', { title: 'Tea' });
    const { events } = await showAll([
      ...responsesCall(written(call)),
      called('c1', 'add_task', { title: 'Tea' }),
      after(420),
      output('c1'),
    ]);
    expect(kindsOf(events)).toEqual([
      'thread.item.added',
      'workflow.task.updated',
      'workflow.task.updated',
      'thread.item.done',
    ]);
    const step = { type: 'custom', title: 'Add task', icon: 'bolt' };
    expect(historyOf(events).slice(0, 3)).toEqual([
      { ...step, status_indicator: 'loading' },
      { ...step, status_indicator: 'loading', content: '`title: "Tea"`' },
      { ...step, status_indicator: 'complete', content: '`title: "Tea"` · 0.4 s' },
    ]);
  });

  it('counts the time from when its tool began, not from when the model began to write it', async () => {
    const agent = new Hooks();
    const { context } = await newAgentContext();
    const { items } = await show(
      context,
      [
        ...responsesCall(written(functionCall('c1', 'add_task', {}))),
        after(5_000),
        called('c1', 'add_task', {}, agent),
        () => agent.start(context, 'c1'),
        after(1_234),
        output('c1'),
      ],
      new ToolActivity(),
    );
    expect(tasksOf(items)).toMatchObject([{ content: '1.2 s' }]);
  });

  it('that waits for approval says so, also when the run ends there', async () => {
    const asked = { type: 'function_call', callId: 'c1', name: 'delete_task', arguments: '{}' };
    const { items } = await showAll([
      ...responsesCall(written(functionCall('c1', 'delete_task', {}))),
      runItem('tool_approval_requested', asked),
    ]);
    expect(tasksOf(items)).toMatchObject([{ content: 'Asked for your approval', status_indicator: 'none' }]);
  });
});

describe('calls at the same time', () => {
  it('are a step each, and each ends when its tool does', async () => {
    const agent = new Hooks();
    const { context } = await newAgentContext();
    const ids = ['c1', 'c2', 'c3'];
    const { events, items } = await show(
      context,
      [
        ...responsesCall(ids.flatMap((id) => written(functionCall(id, 'look_up', { id })))),
        ...ids.map((id) => called(id, 'look_up', { id }, agent)),
        () => ids.forEach((id) => agent.start(context, id)),
        after(1_000),
        () => agent.end(context, 'c2', 'fine'),
        after(1_000),
        () => agent.end(context, 'c3', 'An error occurred while running the tool. Please try again.'),
        after(1_000),
        () => agent.end(context, 'c1', 'fine'),
        output('c1'),
        output('c2'),
        output('c3', 'An error occurred while running the tool. Please try again.'),
      ],
      new ToolActivity(),
    );
    const ends = events.flatMap((event) =>
      event.type === 'thread.item.updated' &&
      'task' in event.update &&
      event.update.task.status_indicator !== 'loading'
        ? [event.update.task_index]
        : [],
    );
    expect(ends).toEqual([1, 2, 0]);
    expect(tasksOf(items)).toMatchObject([
      { content: '`id: "c1"` · 3.0 s', status_indicator: 'complete' },
      { content: '`id: "c2"` · 1.0 s', status_indicator: 'complete' },
      { content: '`id: "c3"` · Failed after 2.0 s', status_indicator: 'none', icon: 'info' },
    ]);
  });

  it('of other runs with the same agent and the same ids are not mixed up', async () => {
    const agent = new Hooks();
    const [one, other] = [await newAgentContext(), await newAgentContext()];
    const start = [called('c1', 'look_up', {}, agent)];
    await show(other.context, start, new ToolActivity());
    const { items } = await show(
      one.context,
      [...start, () => agent.end(other.context, 'c1', 'fine')],
      new ToolActivity(),
    );
    expect(tasksOf(items)).toMatchObject([{ status_indicator: 'none' }]);
    expect(agent.listenerCount('agent_tool_end')).toBe(1);
  });
});

describe('a call that failed', () => {
  const secret = 'relation "users" does not exist';

  it.each([
    ['threw', 'An error occurred while running the tool. Please try again.'],
    ['took too long', "Tool 'add_task' timed out after 30000ms."],
    ['does not exist', "Tool 'add_task' not found."],
    ['says so over MCP', { type: 'text', text: secret, isError: true }],
    ['says so over MCP in several parts', [{ type: 'text', text: secret, isError: true }, { type: 'text' }]],
    ['says so beside its parts', Object.assign([{ type: 'text', text: secret }], { isError: true })],
  ])('because its tool %s is told in our words', async (_why, given) => {
    const { events, items } = await showAll([called('c1', 'add_task'), after(420), output('c1', given)]);
    expect(tasksOf(items)).toMatchObject([{ content: 'Failed after 0.4 s', status_indicator: 'none' }]);
    expect(JSON.stringify(events)).not.toContain(secret);
  });

  it.each([
    'isError',
    '{"isError":false}',
    '["isError"]',
    '{oops "isError":true',
    'Tool is not found.',
    null,
    7,
  ])('is not one whose output only looks so: %s', async (given) => {
    const { items } = await showAll([called('c1', 'add_task'), output('c1', given)]);
    expect(tasksOf(items)).toMatchObject([{ status_indicator: 'complete' }]);
  });

  it('is known by then, though its hook said nothing of it', async () => {
    const agent = new Hooks();
    const { context } = await newAgentContext();
    const { items } = await show(
      context,
      [
        called('c1', 'add_task', {}, agent),
        after(420),
        () => agent.end(context, 'c1', 'cut'),
        after(420),
        output('c1', { type: 'text', text: secret, isError: true }),
      ],
      new ToolActivity(),
    );
    expect(tasksOf(items)).toMatchObject([{ content: 'Failed after 0.4 s' }]);
  });
});

describe('a call whose workflow ended before it', () => {
  it('is undecided there until it ends, and then put right', async () => {
    const { context } = await newAgentContext();
    const { events, items } = await show(
      context,
      [
        called('c1', 'add_task'),
        called('c2', 'add_task'),
        () => context.streamWidget({ type: 'Card', children: [] }),
        after(420),
        output('c1'),
        output('c2', { type: 'text', text: '', isError: true }),
      ],
      new ToolActivity(),
    );
    const done = events.find((event) => event.type === 'thread.item.done' && event.item.type === 'workflow');
    expect(done).toMatchObject({
      item: { workflow: { tasks: [{ status_indicator: 'none' }, { status_indicator: 'none' }] } },
    });
    expect(kindsOf(events).slice(-2)).toEqual(['thread.item.replaced', 'thread.item.replaced']);
    expect(items.map(({ type }) => type)).toEqual(['workflow', 'widget']);
    expect(tasksOf(items)).toMatchObject([
      { content: '0.4 s', status_indicator: 'complete' },
      { content: 'Failed after 0.4 s', status_indicator: 'none' },
    ]);
  });

  it('is one step when the answer began before the model had written it', async () => {
    const call = functionCall('c1', 'add_task', { title: 'Tea' });
    const { items } = await showAll([
      ...responsesCall([
        itemAdded({ ...call, arguments: '' }),
        itemAdded(message('m1')),
        itemDone(call),
        itemDone({ ...message('m1'), content: [{ type: 'output_text', text: 'On it.', annotations: [] }] }),
      ]),
      called('c1', 'add_task', { title: 'Tea' }),
      output('c1'),
    ]);
    expect(items.map(({ type }) => type)).toEqual(['workflow', 'assistant_message']);
    expect(tasksOf(items)).toMatchObject([
      { content: '`title: "Tea"` · < 0.1 s', status_indicator: 'complete' },
    ]);
  });
});

describe('calls of the same id', () => {
  it('are steps of their own when one has ended before the other', async () => {
    const turn = [called('call_1', 'add_task', { title: 'Tea' }), output('call_1')];
    const again = [called('call_1', 'add_task', { title: 'Milk' }), output('call_1')];
    const { items } = await showAll([...turn, ...again]);
    expect(tasksOf(items)).toMatchObject([
      { content: '`title: "Tea"` · < 0.1 s' },
      { content: '`title: "Milk"` · < 0.1 s' },
    ]);
  });
});

describe('a hand-off', () => {
  it('is a step from one agent to the next', async () => {
    const raw = { type: 'function_call', callId: 'h1', name: 'transfer_to_Billing_Desk', arguments: '{}' };
    const { items } = await showAll([
      itemOf('handoff_requested', raw),
      itemOf('handoff_occurred', { type: 'function_call_result', callId: 'h1' }),
    ]);
    expect(tasksOf(items)).toMatchObject([
      { title: 'Handing over to Billing Desk', icon: 'agent', status_indicator: 'complete' },
    ]);
  });
});

describe('tools that the provider runs', () => {
  const webSearch = { type: 'web_search_call', id: 'ws_1' };
  const searched = {
    ...webSearch,
    status: 'completed',
    action: {
      type: 'search',
      query: 'nest sse',
      queries: ['nest sse', 'use sk-proj-abcdefghijkl'],
      sources: [
        { type: 'url', url: 'https://www.example.com/a?token=x' },
        { type: 'url', url: 'javascript:alert(1)' },
      ],
    },
  };

  it('search the web: what for, and where it was found', async () => {
    const { events, items } = await showAll(
      responsesCall([
        itemAdded({ ...webSearch, status: 'in_progress' }),
        { type: 'response.web_search_call.searching', item_id: 'ws_1' },
        { type: 'response.web_search_call.completed', item_id: 'ws_1' },
        itemDone(searched),
      ]),
    );
    const empty = { type: 'web_search', title: 'Web search', queries: [], sources: [] };
    expect(historyOf(events)[0]).toEqual({ ...empty, status_indicator: 'loading' });
    expect(tasksOf(items)).toEqual([
      {
        ...empty,
        status_indicator: 'complete',
        queries: ['nest sse', 'use •••'],
        sources: [{ type: 'url', title: 'example.com', url: 'https://www.example.com/a' }],
      },
    ]);
  });

  it('read a page', async () => {
    const action = { type: 'open_page', url: 'https://example.com/b' };
    const { items } = await showAll(
      responsesCall([itemAdded(webSearch), itemDone({ ...searched, action })]),
      { locale: 'fr' },
    );
    expect(tasksOf(items)).toMatchObject([
      { title: 'Lecture d’une page Web', sources: [{ url: 'https://example.com/b' }] },
    ]);
  });

  it('search files, each named once; a search that failed says so', async () => {
    const call = { type: 'file_search_call', id: 'fs_1', status: 'completed', queries: ['terms'] };
    const results = [{ filename: 'a.pdf', text: 'secret' }, { filename: 'a.pdf' }, { filename: '' }, {}];
    const failed = { ...call, id: 'fs_2', status: 'failed', results: null };
    const { events, items } = await showAll(
      responsesCall([itemAdded(call), itemDone({ ...call, results }), itemAdded(failed), itemDone(failed)]),
    );
    expect(tasksOf(items)).toMatchObject([
      {
        type: 'file',
        title: 'File search: terms',
        sources: [{ type: 'file', title: 'a.pdf', filename: 'a.pdf' }],
        status_indicator: 'complete',
      },
      { type: 'file', title: 'File search: terms · Failed', status_indicator: 'none' },
    ]);
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('run code, which is shown before it has run; what it printed is a result', async () => {
    const call = { type: 'code_interpreter_call', id: 'ci_1', status: 'in_progress', code: '' };
    const steps = [
      ...responsesCall([
        itemAdded(call),
        { type: 'response.code_interpreter_call_code.done', item_id: 'ci_1', code: 'print(1)' },
      ]),
      after(2_000),
      ...responsesCall([
        itemDone({
          ...call,
          status: 'completed',
          code: 'print(1)',
          outputs: [{ type: 'logs', logs: 'one' }],
        }),
      ]),
    ];
    const { events } = await showAll(steps);
    expect(historyOf(events).slice(0, 3)).toMatchObject([
      { title: 'Running code', icon: 'square-code' },
      { content: '```\nprint(1)\n```', status_indicator: 'loading' },
      { content: '```\nprint(1)\n```\n\n2.0 s', status_indicator: 'complete' },
    ]);
    const { items } = await showAll(steps, { detail: 'results' });
    expect(tasksOf(items)).toMatchObject([{ content: '```\nprint(1)\n```\n\n```\none\n```\n\n2.0 s' }]);
  });

  it('call tools of MCP servers', async () => {
    const call = { type: 'mcp_call', id: 'mcp_1', name: 'roll_dice', server_label: 'games', arguments: '' };
    const { items } = await showAll(
      responsesCall([
        itemAdded(call),
        { type: 'response.mcp_call_arguments.done', item_id: 'mcp_1', arguments: '{"sides":6}' },
        itemDone({ ...call, arguments: '{"sides":6}', error: 'boom' }),
      ]),
    );
    expect(tasksOf(items)).toMatchObject([{ title: 'Roll dice', content: '`sides: 6` · Failed' }]);
  });

  it('are shown when they are over, where nothing came before', async () => {
    const raw = {
      type: 'hosted_tool_call',
      id: 'ws_1',
      name: 'web_search_call',
      status: 'completed',
      providerData: searched,
    };
    const { items } = await showAll([
      modelEvent({ type: 'response_started' }),
      responseDone(raw),
      runItem('tool_called', raw),
    ]);
    expect(tasksOf(items)).toMatchObject([{ type: 'web_search', queries: ['nest sse', 'use •••'] }]);
    const both = await showAll([
      ...responsesCall([itemAdded(webSearch), itemDone(searched)], [raw]),
      runItem('tool_called', raw),
    ]);
    expect(tasksOf(both.items)).toHaveLength(1);
  });

  it('survive whatever a provider sends for them', async () => {
    const odd = [null, 7, 'x', [], { sources: [null, 7, { url: 7 }], queries: [null, {}] }];
    const items = odd.flatMap((action, index) => [
      itemAdded({ ...webSearch, id: `ws_${index}` }),
      itemDone({ ...webSearch, id: `ws_${index}`, action }),
      itemDone({ type: 'file_search_call', id: `fs_${index}`, queries: action, results: action }),
      itemDone({ type: 'code_interpreter_call', id: `ci_${index}`, code: action, outputs: action }),
      itemDone({ type: 'mcp_call', id: `mcp_${index}`, name: action, arguments: action }),
    ]);
    const { error, items: shown } = await showAll(responsesCall(items));
    expect(error).toBeUndefined();
    expect(tasksOf(shown)).toHaveLength(4 * odd.length);
  });
});

describe('tools that the Agents SDK runs', () => {
  it('have names for people', async () => {
    const { items } = await showAll([
      runItem('tool_called', { type: 'shell_call', callId: 's1', action: { commands: ['ls'] } }),
      runItem('tool_output', { type: 'shell_call_output', callId: 's1' }),
      runItem('tool_called', { type: 'computer_call', callId: 'p1', action: { type: 'wait' } }),
      runItem('tool_output', { type: 'computer_call_result', callId: 'p1' }),
    ]);
    expect(tasksOf(items)).toMatchObject([
      { title: 'Running commands', content: '`commands: ["ls"]` · < 0.1 s', status_indicator: 'complete' },
      { title: 'Using a computer', icon: 'desktop', status_indicator: 'complete' },
    ]);
  });
});

describe('how much is shown', () => {
  const steps = [
    called('c1', 'add_task', { title: 'Tea', password: 'hunter2' }),
    output('c1', { type: 'text', text: 'Added `7` with sk-proj-abcdefghijkl' }),
    called('c2', 'add_task', { title: 'Milk' }),
    output('c2', { type: 'text', text: 'No such list', isError: true }),
  ];

  it('is names alone', async () => {
    const { items } = await showAll(steps, { detail: 'names' });
    expect(tasksOf(items)).toMatchObject([{ content: '< 0.1 s' }, { content: 'Failed' }]);
  });

  it('is results too, without their secrets', async () => {
    const { items } = await showAll(steps, { detail: 'results', redact: ['title'] });
    expect(tasksOf(items)).toMatchObject([
      { content: '`title: •••, password: •••` · < 0.1 s\n\n`Added ˋ7ˋ with •••`' },
      { content: '`title: •••` · Failed\n\n`No such list`' },
    ]);
  });

  it('is nothing of arguments that nobody can read', async () => {
    const huge = JSON.stringify({ text: 'x'.repeat(5_000_000) });
    const { items } = await showAll([
      runItem('tool_called', { type: 'function_call', callId: 'c1', name: 'echo', arguments: huge }),
      runItem('tool_called', { type: 'function_call', callId: 'c2', name: 'echo', arguments: '{oops' }),
    ]);
    const [first, second] = tasksOf(items);
    expect(first).toMatchObject({ content: '…' });
    expect(second).not.toHaveProperty('content');
  });

  it('is a tool’s own title where it has one, on one line', async () => {
    const titleOf = (name: string) => (name === 'add_task' ? `Add\na\u202e task ${'!'.repeat(500)}` : '');
    const { items } = await showAll([called('c1', 'add_task'), called('c2', 'list-all.tasks')], { titleOf });
    expect(tasksOf(items).map(({ title }) => title)).toEqual([
      expect.stringMatching(/^Add a task !{68}…$/),
      'List all tasks',
    ]);
  });
});

describe('our words', () => {
  it.each(languages)('are written in %s', async (locale) => {
    const run = [
      called('c1', 'x'),
      after(1_500),
      output('c1'),
      called('c2', 'x'),
      output('c2', { isError: true }),
      called('c3', 'x'),
      after(1_500),
      output('c3', { isError: true }),
    ];
    const { items } = await showAll(run, { locale });
    expect(tasksOf(items).map((task) => 'content' in task && task.content)).toEqual(
      {
        en: ['1.5 s', 'Failed', 'Failed after 1.5 s'],
        de: ['1,5 s', 'Fehlgeschlagen', 'Fehlgeschlagen nach 1,5 s'],
        es: ['1,5 s', 'Falló', 'Falló tras 1,5 s'],
        fr: ['1,5 s', 'Échec', 'Échec après 1,5 s'],
        ja: ['1.5 秒', '失敗しました', '1.5 秒で失敗しました'],
        pt: ['1,5 s', 'Falhou', 'Falhou após 1,5 s'],
      }[locale],
    );
  });

  it.each([
    [99, '< 0.1 s'],
    [100, '0.1 s'],
    [9_940, '9.9 s'],
    [9_960, '10 s'],
    [59_400, '59 s'],
    [60_000, '1 min'],
    [125_000, '2 min 5 s'],
    [3_600_000, '60 min'],
  ])('for %d ms are %s', async (ms, expected) => {
    const { items } = await showAll([called('c1', 'x'), after(ms), output('c1')]);
    expect(tasksOf(items)).toMatchObject([{ content: expected }]);
  });
});

describe('without the converter', () => {
  it('nothing is shown of any call [E161]', async () => {
    const { context } = await newAgentContext();
    const { events } = await show(context, [
      ...responsesCall([
        ...written(functionCall('c1', 'add_task', {})),
        itemAdded({ type: 'file_search_call', id: 'fs_1' }),
        itemDone({ type: 'file_search_call', id: 'fs_1', status: 'completed' }),
      ]),
      called('c1', 'add_task'),
      output('c1'),
    ]);
    expect(events).toEqual([]);
  });
});
