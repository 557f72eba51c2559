import {
  InputGuardrailTripwireTriggered,
  MaxTurnsExceededError,
  OutputGuardrailTripwireTriggered,
} from '@openai/agents';
import { continueWorkflow } from '../../../src/agent/bridge/continued-workflow.js';
import { streamAgentResponse } from '../../../src/agent/bridge/stream-agent-response.js';
import { newId } from '../../../src/protocol/ids.js';
import type { ClientToolCallItem, ThreadItem, WorkflowItem } from '../../../src/protocol/items.js';
import type { Workflow } from '../../../src/protocol/workflow.js';
import {
  itemIdsOf,
  kindsOf,
  modelEvent,
  newAgentContext,
  responsesEvents,
  runItem,
  scriptedRun,
  show,
} from '../../support/scripted-run.js';
import { assistantMessage, hiddenNote, userMessage } from '../../../src/testing/builders.js';

const functionCall = (name: string, callId: string, id = 'fc_123') =>
  runItem('tool_called', { type: 'function_call', id, callId, name, arguments: '{"model":"says"}' });
const hostedCall = runItem('tool_called', { type: 'hosted_tool_call', name: 'web_search_call' });
const created = { type: 'response.created' };
const messageAdded = {
  type: 'response.output_item.added',
  item: { type: 'message', id: 'msg_model', content: [] },
};
const delta = (text: string) => ({
  type: 'response.output_text.delta',
  item_id: 'msg_model',
  content_index: 0,
  delta: text,
});

describe('a call that the page carries out', () => {
  it('is told once, pending, when the run has ended [E164]', async () => {
    const { context } = await newAgentContext();
    const { events } = await show(context, [
      functionCall('pick', 'call_123'),
      () => void (context.clientToolCall = { name: 'pick', arguments: { depth: 1 } }),
      ...responsesEvents(created, messageAdded, delta('Hi')),
    ]);
    expect(kindsOf(events).at(-1)).toBe('thread.item.done');
    expect(events.at(-1)).toMatchObject({
      item: { type: 'client_tool_call', status: 'pending', name: 'pick', arguments: { depth: 1 } },
    });
    expect((await show(context, [])).events).toEqual([]);
  });

  it('has the call id of the model’s call, and an item id of ours [E163 Q14]', async () => {
    const { context } = await newAgentContext();
    const { items } = await show(context, [
      functionCall('pick', 'call_123'),
      () => void (context.clientToolCall = { name: 'pick', arguments: {} }),
    ]);
    expect(items).toMatchObject([{ id: expect.stringMatching(/^tc_[0-9a-f]{32}$/), call_id: 'call_123' }]);
  });

  it('is the call that the tool names, whatever else the model called [Q31]', async () => {
    const { context } = await newAgentContext();
    const { items } = await show(context, [
      functionCall('pick', 'call_1'),
      functionCall('pick', 'call_2'),
      functionCall('other', 'call_3'),
      hostedCall,
      () => void (context.clientToolCall = { name: 'pick', arguments: {}, callId: 'call_1' }),
    ]);
    expect(items).toMatchObject([{ call_id: 'call_1' }]);
  });

  it('that names none is the last of its tool, not of another [Q31]', async () => {
    const { context } = await newAgentContext();
    const { items } = await show(context, [
      functionCall('pick', 'call_2'),
      functionCall('other', 'call_3'),
      hostedCall,
      () => void (context.clientToolCall = { name: 'pick', arguments: {} }),
    ]);
    expect(items).toMatchObject([{ call_id: 'call_2' }]);
  });

  it('of which the model knows nothing has an id of its own', async () => {
    const { context } = await newAgentContext();
    const { items } = await show(context, [
      () => void (context.clientToolCall = { name: 'pick', arguments: {} }),
    ]);
    const [call] = items as ClientToolCallItem[];
    expect(call!.call_id).toBe(call!.id);
  });

  it('is none when no tool asked for it', async () => {
    const { context } = await newAgentContext();
    expect((await show(context, [functionCall('pick', 'call_1')])).events).toEqual([]);
  });
});

describe('a guardrail', () => {
  const shown = (context: Awaited<ReturnType<typeof newAgentContext>>['context']) => [
    functionCall('pick', 'call_1'),
    ...responsesEvents(created, messageAdded, delta('Hi')),
    () => context.streamWidget({ type: 'Card' }),
    ...responsesEvents({
      type: 'response.output_item.done',
      item: { type: 'message', id: 'msg_two', content: [{ type: 'output_text', text: 'x' }] },
    }),
  ];

  it.each([
    ['input [E165]', () => new InputGuardrailTripwireTriggered('no', {} as never)],
    ['output [E166]', () => new OutputGuardrailTripwireTriggered('no', {} as never)],
  ])('on the %s takes back what was shown, and nothing else', async (_name, tripwire) => {
    const { context } = await newAgentContext();
    const error = tripwire();
    const run = await show(context, [
      ...shown(context),
      () => {
        throw error;
      },
    ]);
    expect(run.error).toBe(error);
    const removed = run.events.flatMap((event) =>
      event.type === 'thread.item.removed' ? [event.item_id] : [],
    );
    const added = run.events.flatMap((event) => ('item' in event ? [event.item.id] : []));
    expect(new Set(removed)).toEqual(new Set(added));
    expect(removed).toHaveLength(3);
    expect(run.items).toEqual([]);
    expect(kindsOf(run.events).slice(-3)).toEqual(Array(3).fill('thread.item.removed'));
  });

  it('throws away what tools queue that still run', async () => {
    const { context } = await newAgentContext();
    const tripwire = () => {
      throw new InputGuardrailTripwireTriggered('no', {} as never);
    };
    await show(context, [tripwire]);
    context.stream({ type: 'progress_update', text: 'Still at it' });
    expect((await show(context, [])).events).toEqual([]);
    context.stream({ type: 'progress_update', text: 'Another run' });
    expect((await show(context, [])).events).toHaveLength(1);
  });

  it('leaves an item that was taken back before', async () => {
    const { context } = await newAgentContext();
    const { events } = await show(context, [
      () => context.streamWidget({ type: 'Card', id: 'x' }),
      () => context.stream({ type: 'thread.item.done', item: assistantMessage('thr', 'x', { id: 'gone' }) }),
      () => context.stream({ type: 'thread.item.removed', item_id: 'gone' }),
      () => {
        throw new InputGuardrailTripwireTriggered('no', {} as never);
      },
    ]);
    const removed = events.filter(({ type }) => type === 'thread.item.removed');
    expect(itemIdsOf(removed).filter((id) => id === 'gone')).toHaveLength(1);
    expect(removed).toHaveLength(2);
  });
});

describe('an error of the run', () => {
  it('is thrown as it is, after what tools had shown; nothing is ended or taken back', async () => {
    const { context } = await newAgentContext();
    const error = new MaxTurnsExceededError('enough');
    const run = await show(context, [
      ...responsesEvents(created, messageAdded, delta('Hi')),
      () => {
        context.clientToolCall = { name: 'pick', arguments: {} };
        context.stream({ type: 'progress_update', text: 'Working' });
        throw error;
      },
    ]);
    expect(run.error).toBe(error);
    expect(kindsOf(run.events)).toEqual([
      'thread.item.added',
      'assistant_message.content_part.added',
      'assistant_message.content_part.text_delta',
      'progress_update',
    ]);
  });

  it('of a converter ends the stream, too', async () => {
    const { context } = await newAgentContext();
    const { ResponseStreamConverter } =
      await import('../../../src/agent/bridge/response-stream-converter.js');
    class Failing extends ResponseStreamConverter {
      override async base64ImageToUrl(): Promise<string> {
        throw new Error('bucket is full');
      }
    }
    const image = { type: 'image_generation_call', id: 'ig', result: 'AAAA' };
    const steps = responsesEvents(
      { type: 'response.output_item.added', item: image },
      { type: 'response.output_item.done', item: image },
    );
    expect((await show(context, steps, new Failing())).error).toMatchObject({ message: 'bucket is full' });
  });
});

describe('a turn that is stopped', () => {
  it('ends its stream at once, with items unfinished, and lets go of the run', async () => {
    const { context, stop } = await newAgentContext();
    let wasLeft = false;
    async function* hanging() {
      try {
        yield* responsesEvents(created, messageAdded, delta('Hi'));
        context.clientToolCall = { name: 'pick', arguments: {} };
        stop();
        yield* responsesEvents(delta(' never seen'));
      } finally {
        wasLeft = true;
      }
    }
    const events = [];
    for await (const event of streamAgentResponse(context, hanging())) events.push(event);
    expect(kindsOf(events)).toEqual([
      'thread.item.added',
      'assistant_message.content_part.added',
      'assistant_message.content_part.text_delta',
    ]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(wasLeft).toBe(true);
  });

  it('does not wait for a run that does not react', async () => {
    const { context, stop } = await newAgentContext();
    const stream = streamAgentResponse(context, scriptedRun([() => new Promise(() => {})]));
    const next = stream.next();
    setImmediate(stop);
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('by the run’s own signal is not finished either', async () => {
    const { context } = await newAgentContext();
    const run = Object.assign(scriptedRun(responsesEvents(created, messageAdded, delta('Hi'))), {
      cancelled: true,
    });
    const events = [];
    for await (const event of streamAgentResponse(context, run)) events.push(event);
    expect(kindsOf(events)).not.toContain('thread.item.done');
  });
});

describe('a reader', () => {
  it('that leaves ends the run', async () => {
    const { context } = await newAgentContext();
    let wasLeft = false;
    async function* long() {
      try {
        for (;;) yield* responsesEvents(created, delta('x'));
      } finally {
        wasLeft = true;
      }
    }
    for await (const _ of streamAgentResponse(context, long())) break;
    await new Promise((resolve) => setImmediate(resolve));
    expect(wasLeft).toBe(true);
  });

  it('that is slow is waited for', async () => {
    const { context } = await newAgentContext();
    let given = 0;
    async function* fast() {
      for (;;) {
        given++;
        yield* responsesEvents(created, messageAdded);
      }
    }
    const stream = streamAgentResponse(context, fast());
    await stream.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(given).toBeLessThan(3);
    await stream.return(undefined);
  });
});

describe('a workflow that a run leaves open', () => {
  const left = (more: Partial<Workflow> = {}): WorkflowItem => ({
    type: 'workflow',
    id: newId('workflow'),
    thread_id: 'thr',
    created_at: '2026-01-02T03:00:00.000Z',
    workflow: {
      type: 'custom',
      tasks: [{ type: 'custom', status_indicator: 'none', title: 'A' }],
      expanded: false,
      ...more,
    },
  });
  const call = (created_at = '2026-01-02T03:00:07.000Z'): ClientToolCallItem => ({
    type: 'client_tool_call',
    id: newId('tool_call'),
    thread_id: 'thr',
    created_at,
    status: 'completed',
    call_id: 'c',
    name: 'n',
    arguments: {},
  });
  const another = { type: 'custom', status_indicator: 'none', title: 'B' } as const;

  it('is stored without a summary, before the call that it waits for [Q11]', async () => {
    const { context } = await newAgentContext();
    const { events } = await show(context, [
      ...responsesEvents({ type: 'response.output_item.added', item: { type: 'reasoning', id: 'rs' } }),
      () => void (context.clientToolCall = { name: 'pick', arguments: {} }),
    ]);
    expect(events.map((event) => 'item' in event && [event.type, event.item.type])).toEqual([
      ['thread.item.added', 'workflow'],
      ['thread.item.done', 'workflow'],
      ['thread.item.done', 'client_tool_call'],
    ]);
    expect(events[1]).not.toHaveProperty('item.workflow.summary');
  });

  it('is left open for its tool, and ended when it was the model’s own', async () => {
    const { context } = await newAgentContext();
    const own = await show(context, [() => void context.addWorkflowTask(another)]);
    expect(own.items[0]).not.toHaveProperty('workflow.summary');
    const reasoning = { type: 'response.output_item.added', item: { type: 'reasoning', id: 'rs' } };
    const model = await show(context, responsesEvents(reasoning));
    expect(model.items[0]).toMatchObject({ workflow: { summary: { duration: 0 } } });
  });

  it.each<[string, (workflow: WorkflowItem) => ThreadItem[]]>([
    ['last', (workflow) => [workflow]],
    ['followed by a call', (workflow) => [workflow, call()]],
    ['followed by calls', (workflow) => [workflow, call(), call()]],
    ['followed by hidden notes', (workflow) => [workflow, call(), hiddenNote('thr')]],
  ])('goes on when it is %s, under its id and at its next index', async (_name, itemsOf) => {
    const workflow = left();
    const { context } = await newAgentContext(itemsOf(workflow));
    const { events } = await show(context, [
      () => expect(context.addWorkflowTask(another)).toBe(1),
      ...responsesEvents(messageAdded),
    ]);
    expect(events[0]).toMatchObject({
      item_id: workflow.id,
      update: { type: 'workflow.task.added', task_index: 1 },
    });
    expect(events[1]).toMatchObject({
      type: 'thread.item.done',
      item: { id: workflow.id, workflow: { tasks: [{ title: 'A' }, { title: 'B' }] } },
    });
    expect(itemIdsOf(events).slice(2)).not.toContain(workflow.id);
  });

  it.each<[string, ThreadItem[]]>([
    ['was summed up [Q48]', [left({ summary: { duration: 3 } }), call()]],
    ['was answered', [left(), assistantMessage('thr')]],
    ['was talked over', [left(), call(), userMessage('thr')]],
  ])('does not go on when it %s', async (_name, items) => {
    const { context } = await newAgentContext(items);
    await continueWorkflow(context);
    expect(context.workflowItem).toBeUndefined();
  });

  it('gives way to one that a tool began meanwhile', async () => {
    const { context } = await newAgentContext([left()]);
    const looking = continueWorkflow(context);
    context.addWorkflowTask(another);
    const begun = context.workflowItem;
    await looking;
    expect(context.workflowItem).toBe(begun);
  });

  it('counts the time that was worked on it, not the time between the turns [Q47]', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick'], now: Date.parse('2026-01-02T09:00:00.000Z') });
    const { context } = await newAgentContext([left(), call()]);
    const { events } = await show(context, [
      () => void jest.advanceTimersByTime(5_000),
      ...responsesEvents(messageAdded),
    ]);
    jest.useRealTimers();
    expect(events[0]).toMatchObject({ item: { workflow: { summary: { duration: 12 } } } });
  });

  it('is not taken back by a guardrail of the next turn', async () => {
    const workflow = left();
    const { context } = await newAgentContext([workflow, call()]);
    const { events } = await show(context, [
      modelEvent({ type: 'response_started' }),
      ...responsesEvents(messageAdded),
      () => {
        throw new OutputGuardrailTripwireTriggered('no', {} as never);
      },
    ]);
    const removed = events.filter(({ type }) => type === 'thread.item.removed');
    expect(removed).toHaveLength(1);
    expect(itemIdsOf(removed)).not.toContain(workflow.id);
  });
});
