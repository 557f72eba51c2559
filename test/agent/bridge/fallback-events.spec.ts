import type { RunStreamEvent } from '@openai/agents';
import { ToolActivity } from '../../../src/agent/tool-activity.js';
import type { ThreadItem } from '../../../src/protocol/items.js';
import {
  itemIdsOf,
  kindsOf,
  modelEvent,
  newAgentContext,
  rawEvent,
  responseDone,
  runItem,
  show,
} from '../../support/scripted-run.js';

type Json = Record<string, unknown>;
const started = modelEvent({ type: 'response_started' });
const text = (delta: string, itemId?: string) =>
  modelEvent({ type: 'output_text_delta', delta, ...(itemId && { itemId }) });
const part = (value: string, annotations?: Json[]) => ({
  type: 'output_text',
  text: value,
  ...(annotations && { providerData: { annotations } }),
});
const message = (...content: Json[]) => ({ type: 'message', role: 'assistant', content });
const call = (callId: string, name: string, args: unknown) => ({
  type: 'function_call',
  callId,
  name,
  arguments: JSON.stringify(args),
});
const chunk = (delta: Json) => rawEvent({ choices: [{ index: 0, delta }] }, 'openai-chat-completions');

async function showAll(steps: RunStreamEvent[], showToolActivity = true) {
  const { context } = await newAgentContext();
  const shown = await show(context, steps, showToolActivity ? new ToolActivity() : undefined);
  return { ...shown, usage: context.requestContext.usage };
}

const texts = (items: ThreadItem[]) =>
  items.map((item) =>
    item.type === 'assistant_message' ? item.content.map((each) => each.text).join('|') : item.type,
  );

describe('an answer', () => {
  it('opens, grows and closes as one message with an id of ours', async () => {
    const { events, items, usage } = await showAll([
      started,
      text('Hel', 'chatcmpl-1'),
      text('lo', 'chatcmpl-1'),
      responseDone(message(part('Hello'))),
    ]);
    expect(kindsOf(events)).toEqual([
      'thread.item.added',
      'assistant_message.content_part.added',
      'assistant_message.content_part.text_delta',
      'assistant_message.content_part.text_delta',
      'assistant_message.content_part.done',
      'thread.item.done',
    ]);
    expect(items).toMatchObject([
      { id: expect.stringMatching(/^msg_[0-9a-f]{32}$/), content: [{ text: 'Hello', annotations: [] }] },
    ]);
    expect(new Set(itemIdsOf(events)).size).toBe(1);
    expect(usage).toEqual({ inputTokens: 3, outputTokens: 2, modelCalls: 1, modelAttempts: 1 });
  });

  it('keeps the time at which it was begun', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick'], now: 0, advanceTimers: false });
    const later = () => void jest.advanceTimersByTime(5_000);
    const { context } = await newAgentContext();
    const { events } = await show(context, [started, text('x'), later, responseDone(message(part('x')))]);
    jest.useRealTimers();
    const times = events.flatMap((event) => ('item' in event ? [event.item.created_at] : []));
    expect(times).toEqual(['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z']);
  });

  it('that was never streamed comes whole', async () => {
    const { events } = await showAll([started, responseDone(message(part('Hello')))]);
    expect(kindsOf(events)).toEqual(['thread.item.done']);
  });

  it('that is a refusal is text like any other', async () => {
    const refusal = message({ type: 'refusal', refusal: 'I cannot.' });
    expect(texts((await showAll([started, responseDone(refusal)])).items)).toEqual(['I cannot.']);
  });

  it('that turns into a refusal has a part for it', async () => {
    const final = message(part('Well'), { type: 'refusal', refusal: 'No.' });
    expect(texts((await showAll([started, text('Well'), responseDone(final)])).items)).toEqual(['Well|No.']);
  });

  it('of speech is its transcript', async () => {
    const spoken = message({ type: 'audio', audio: 'AAAA', transcript: 'Hi' });
    expect(texts((await showAll([started, responseDone(spoken)])).items)).toEqual(['Hi']);
  });

  it('of two messages is two items, each with its own final text', async () => {
    const { items } = await showAll([
      started,
      text('A', 'm1'),
      text('B', 'm2'),
      responseDone(message(part('A!')), message(part('B!')), message(part('C'))),
    ]);
    expect(texts(items)).toEqual(['A', 'B!', 'C']);
    expect(new Set(items.map(({ id }) => id)).size).toBe(3);
  });

  it('of the next call is another item, when the provider gives both one id [Q14]', async () => {
    const turn = [started, text('Hi', 'FAKE_ID'), responseDone(message(part('Hi')))];
    const { items } = await showAll([...turn, ...turn]);
    expect(texts(items)).toEqual(['Hi', 'Hi']);
  });

  it('has the sources that come at its end, in the part and in the item [Q35]', async () => {
    const url_citation = { start_index: 0, end_index: 2, url: 'https://a.example', title: 'A' };
    const final = message(part('Hi', [{ type: 'url_citation', url_citation }]));
    const { events } = await showAll([started, text('Hi'), responseDone(final)]);
    const annotations = [
      { type: 'annotation', source: { type: 'url', title: 'A', url: 'https://a.example' }, index: 2 },
    ];
    expect(events.slice(-2)).toMatchObject([
      { update: { type: 'assistant_message.content_part.done', content: { annotations } } },
      { item: { content: [{ annotations }] } },
    ]);
  });

  it('whose end never came is closed with what was streamed', async () => {
    expect(texts((await showAll([started, text('Hel')])).items)).toEqual(['Hel']);
  });

  it('without text is no item', async () => {
    expect((await showAll([started, text(''), responseDone(message(part('')))])).events).toEqual([]);
  });
});

describe('thoughts', () => {
  const reasoning = (content: string) => ({
    type: 'reasoning',
    content: [],
    rawContent: [{ type: 'reasoning_text', text: content }],
  });

  it.each([
    ['reasoning in chunks', (piece: string) => chunk({ reasoning: piece })],
    ['reasoning_content in chunks', (piece: string) => chunk({ reasoning_content: piece })],
    ['parts of the AI SDK', (piece: string) => rawEvent({ type: 'reasoning-delta', id: '0', delta: piece })],
  ])('stream from %s, and end before the answer', async (_name, think) => {
    const { events, items } = await showAll([
      started,
      think('Let me '),
      think('think.'),
      text('Yes.'),
      responseDone(reasoning('Let me think.'), message(part('Yes.'))),
    ]);
    expect(kindsOf(events).slice(0, 6)).toEqual([
      'thread.item.added',
      'workflow.task.added',
      'workflow.task.updated',
      'workflow.task.updated',
      'thread.item.done',
      'thread.item.added',
    ]);
    expect(items).toMatchObject([
      {
        type: 'workflow',
        workflow: { type: 'reasoning', tasks: [{ type: 'thought', content: 'Let me think.' }] },
      },
      { type: 'assistant_message' },
    ]);
  });

  it('that were not streamed come as one, before an answer that was not either', async () => {
    const { items } = await showAll([started, responseDone(reasoning('Hm.'), message(part('Yes.')))]);
    expect(items).toMatchObject([
      { type: 'workflow', workflow: { tasks: [{ content: 'Hm.' }], summary: { duration: 0 } } },
      { type: 'assistant_message' },
    ]);
  });

  it('of each call are thoughts of their own', async () => {
    const { items } = await showAll([
      started,
      chunk({ reasoning: 'One.' }),
      responseDone(reasoning('One.')),
      started,
      chunk({ reasoning: 'Two.' }),
      responseDone(reasoning('Two.')),
    ]);
    expect(items).toMatchObject([{ workflow: { tasks: [{ content: 'One.' }, { content: 'Two.' }] } }]);
    expect(items).toHaveLength(1);
  });
});

describe('tool calls', () => {
  const toolTurn = [
    started,
    text('Let me see.', 'chatcmpl-1'),
    responseDone(
      message(part('Let me see.')),
      call('c1', 'list_tasks', {}),
      call('c2', 'add_task', { title: 'Tea' }),
    ),
    runItem('tool_called', call('c1', 'list_tasks', {})),
    runItem('tool_called', call('c2', 'add_task', { title: 'Tea', api_key: 'x' })),
    runItem('tool_output', { type: 'function_call_result', callId: 'c2' }),
    runItem('tool_output', { type: 'function_call_result', callId: 'c1' }),
    started,
    text('Done.', 'chatcmpl-1'),
    responseDone(message(part('Done.'))),
  ];

  it('stand between the messages as one workflow, a step per call', async () => {
    const { items, usage } = await showAll(toolTurn);
    expect(texts(items)).toEqual(['Let me see.', 'workflow', 'Done.']);
    expect(items[1]).toMatchObject({
      workflow: {
        type: 'custom',
        summary: { duration: 0 },
        tasks: [
          { title: 'List tasks', content: expect.stringMatching(/ s$/), status_indicator: 'complete' },
          {
            title: 'Add task',
            content: expect.stringMatching(/^`title: "Tea", api_key: •••` · .* s$/),
            status_indicator: 'complete',
          },
        ],
      },
    });
    expect(usage.modelCalls).toBe(2);
  });

  it('end their workflow before the next message begins', async () => {
    const { events } = await showAll(toolTurn);
    const closed = events.findIndex(
      (event) => event.type === 'thread.item.done' && event.item.type === 'workflow',
    );
    expect(events[closed + 1]).toMatchObject({
      type: 'thread.item.added',
      item: { type: 'assistant_message' },
    });
  });

  it('leave no step running when what a tool shows ends their workflow', async () => {
    const { context } = await newAgentContext();
    const steps = [
      runItem('tool_called', call('c1', 'list_tasks', {})),
      () => context.streamWidget({ type: 'Card', children: [] }),
      runItem('tool_output', { type: 'function_call_result', callId: 'c1' }),
    ];
    const { items } = await show(context, steps, new ToolActivity());
    expect(items).toMatchObject([
      { type: 'workflow', workflow: { tasks: [{ status_indicator: 'complete' }] } },
      { type: 'widget' },
    ]);
  });

  it('end with the run when nothing follows them', async () => {
    const { items } = await showAll(toolTurn.slice(0, 7));
    expect(items[1]).toMatchObject({ type: 'workflow', workflow: { summary: { duration: 0 } } });
  });

  it('are not shown when the setting says so', async () => {
    expect(texts((await showAll(toolTurn, false)).items)).toEqual(['Let me see.', 'Done.']);
  });
});
