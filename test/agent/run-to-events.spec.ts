import type { RunStreamEvent } from '@openai/agents';
import { RunToEvents } from '../../src/agent/run-to-events.js';
import { toolCallTask } from '../../src/agent/tool-activity.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { foldItems } from '../../src/protocol/fold.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { noUsage } from '../../src/turns/context.js';

type Raw = Record<string, unknown>;
const raw = (data: Raw) => ({ type: 'raw_model_stream_event', data }) as unknown as RunStreamEvent;
const text = (delta: string, itemId?: string) => raw({ type: 'output_text_delta', delta, itemId });
const message = (...texts: string[]) => ({
  type: 'message',
  role: 'assistant',
  content: texts.map((value) => ({ type: 'output_text', text: value })),
});
const call = (callId: string, name: string, args: unknown) => ({
  type: 'function_call',
  callId,
  name,
  arguments: JSON.stringify(args),
});
const responseDone = (...output: Raw[]) =>
  raw({ type: 'response_done', response: { usage: { inputTokens: 3, outputTokens: 2 }, output } });
const runItem = (name: string, rawItem: Raw) =>
  ({ type: 'run_item_stream_event', name, item: { rawItem } }) as unknown as RunStreamEvent;

function mapAll(events: RunStreamEvent[], showToolActivity = true) {
  let ids = 0;
  const usage = noUsage();
  const mapper = new RunToEvents({
    threadId: 'thr_1',
    newItemId: (kind) => `${kind}_${++ids}`,
    showToolActivity,
    usage,
  });
  const mapped = [...events.flatMap((event) => mapper.map(event)), ...mapper.finish()];
  return { mapped, usage, items: mapped.reduce<ThreadItem[]>(foldItems, []) };
}

const kinds = (events: ThreadStreamEvent[]) =>
  events.map((event) => (event.type === 'thread.item.updated' ? event.update.type : event.type));
const texts = (items: ThreadItem[]) =>
  items.map((item) => (item.type === 'assistant_message' ? item.content[0]!.text : item.type));

describe('an answer', () => {
  it('opens, grows and closes as one message with an id of ours', () => {
    const { mapped, items, usage } = mapAll([
      text('Hel', 'chatcmpl-1'),
      text('lo', 'chatcmpl-1'),
      responseDone(message('Hello')),
    ]);
    expect(kinds(mapped)).toEqual([
      'thread.item.added',
      'assistant_message.content_part.added',
      'assistant_message.content_part.text_delta',
      'assistant_message.content_part.text_delta',
      'assistant_message.content_part.done',
      'thread.item.done',
    ]);
    expect(items).toMatchObject([{ id: 'message_1', content: [{ text: 'Hello', annotations: [] }] }]);
    expect(usage).toEqual({ inputTokens: 3, outputTokens: 2, modelCalls: 1 });
  });

  it('keeps the time at which it was begun', () => {
    const { mapped } = mapAll([text('x'), responseDone(message('x'))]);
    const times = mapped.flatMap((event) => ('item' in event ? [event.item.created_at] : []));
    expect(new Set(times).size).toBe(1);
  });

  it('that was never streamed comes whole', () => {
    const { mapped } = mapAll([responseDone(message('Hello'))]);
    expect(kinds(mapped)).toEqual(['thread.item.done']);
  });

  it('that is a refusal is text like any other', () => {
    const refusal = {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'refusal', refusal: 'I cannot.' }],
    };
    expect(texts(mapAll([responseDone(refusal)]).items)).toEqual(['I cannot.']);
  });

  it('of two messages is two items, each with its own final text', () => {
    const { items } = mapAll([
      text('A', 'm1'),
      text('B', 'm2'),
      responseDone(message('A!'), message('B!'), message('C')),
    ]);
    expect(texts(items)).toEqual(['A', 'B!', 'C']);
  });

  it('whose end never came is closed with what was streamed', () => {
    expect(texts(mapAll([text('Hel')]).items)).toEqual(['Hel']);
  });

  it('without text is no item', () => {
    expect(mapAll([responseDone(message(''))]).mapped).toEqual([]);
  });
});

describe('tool calls', () => {
  const toolTurn = [
    text('Let me see.', 'chatcmpl-1'),
    responseDone(
      message('Let me see.'),
      call('c1', 'list_tasks', {}),
      call('c2', 'add_task', { title: 'Tea' }),
    ),
    runItem('tool_called', call('c1', 'list_tasks', {})),
    runItem('tool_called', call('c2', 'add_task', { title: 'Tea', api_key: 'x' })),
    runItem('tool_output', { type: 'function_call_result', callId: 'c2' }),
    runItem('tool_output', { type: 'function_call_result', callId: 'c1' }),
    text('Done.', 'chatcmpl-1'),
    responseDone(message('Done.')),
  ];

  it('stand between the messages as one workflow, a step per call', () => {
    const { items, usage } = mapAll(toolTurn);
    expect(texts(items)).toEqual(['Let me see.', 'workflow', 'Done.']);
    expect(items[1]).toMatchObject({
      workflow: {
        type: 'custom',
        summary: { duration: 0 },
        tasks: [
          { title: 'List tasks', content: 'list_tasks()', status_indicator: 'complete' },
          {
            title: 'Add task',
            content: 'add_task(title: "Tea", api_key: •••)',
            status_indicator: 'complete',
          },
        ],
      },
    });
    expect(usage.modelCalls).toBe(2);
  });

  it('end their workflow before the next message begins', () => {
    const { mapped } = mapAll(toolTurn);
    const closed = mapped.findIndex(
      (event) => event.type === 'thread.item.done' && event.item.type === 'workflow',
    );
    expect(mapped[closed + 1]).toMatchObject({
      type: 'thread.item.added',
      item: { type: 'assistant_message' },
    });
  });

  it('are not shown when the setting says so', () => {
    expect(texts(mapAll(toolTurn, false).items)).toEqual(['Let me see.', 'Done.']);
  });

  it('are shown shortened, and with arguments that are no JSON without them', () => {
    expect(toolCallTask('echo', '{oops').content).toBe('echo()');
    expect(toolCallTask('echo', JSON.stringify({ text: 'x'.repeat(500) })).content!.length).toBeLessThan(150);
  });
});
