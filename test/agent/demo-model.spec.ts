import { Agent, Runner, type AgentInputItem, type ModelRequest, type StreamEvent } from '@openai/agents';
import { DemoModel } from '../../src/agent/demo/demo.model.js';

const tools = ['add_task', 'list_tasks', 'complete_task', 'update_task', 'delete_task'].map((name) => ({
  type: 'function' as const,
  name,
  description: '',
  parameters: { type: 'object' as const, properties: {}, required: [], additionalProperties: false as const },
  strict: false,
}));

function request(input: string | AgentInputItem[], changes: Partial<ModelRequest> = {}): ModelRequest {
  return { input, tools, modelSettings: {}, outputType: 'text', handoffs: [], tracing: false, ...changes };
}
async function collect(events: AsyncIterable<StreamEvent>): Promise<StreamEvent[]> {
  const all: StreamEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}
const textOf = (events: StreamEvent[]) =>
  events.map((event) => (event.type === 'output_text_delta' ? event.delta : '')).join('');

describe('DemoModel', () => {
  const model = new DemoModel();
  const user = { type: 'message', role: 'user', content: 'show my tasks' } as const;
  const call = { type: 'function_call', callId: 'c1', name: 'list_tasks', arguments: '{}' } as const;

  it('streams words, and ends with the message they make and a count of tokens', async () => {
    const events = await collect(model.getStreamedResponse(request('hello')));

    expect(events[0]).toEqual({ type: 'response_started' });
    const done = events.at(-1)!;
    expect(done).toMatchObject({
      type: 'response_done',
      response: {
        usage: { requests: 1, inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
        output: [{ type: 'message', role: 'assistant', status: 'completed' }],
      },
    });
    const [message] = (done as Extract<StreamEvent, { type: 'response_done' }>).response.output;
    expect(message).toMatchObject({ content: [{ type: 'output_text', text: textOf(events) }] });
    const deltas = events.filter((event) => event.type === 'output_text_delta');
    expect(deltas.length).toBeGreaterThan(10);
    expect(deltas.every(({ itemId }) => itemId === message!.id)).toBe(true);
  });

  it('gives the same answer at once when it is not asked to stream', async () => {
    const { output, usage } = await model.getResponse(request('hello'));
    const streamed = textOf(await collect(model.getStreamedResponse(request('hello'))));
    expect(output).toMatchObject([{ content: [{ text: streamed }] }]);
    expect(usage.totalTokens).toBe(usage.inputTokens + usage.outputTokens);
  });

  it('gives every message and call an id of its own', async () => {
    const ids = new Set<string>();
    for (let round = 0; round < 20; round++) {
      for (const text of ['hello', 'add a; b']) {
        for (const item of (await model.getResponse(request(text))).output) {
          ids.add('callId' in item ? (item.callId as string) : item.id!);
        }
      }
    }
    expect(ids.size).toBe(60);
  });

  it('says so when the task tools are missing, and calls none', async () => {
    for (const text of ['add a', "what's left?", 'delete 1', 'complete milk']) {
      const { output } = await model.getResponse(request(text, { tools: [] }));
      expect(output).toMatchObject([{ type: 'message' }]);
      expect(JSON.stringify(output)).toMatch(/task tools are not connected/);
    }
    const { output } = await model.getResponse(request('add a'));
    expect(output).toMatchObject([{ type: 'function_call', name: 'add_task', arguments: '{"title":"A"}' }]);
  });

  const listing = JSON.stringify({
    tasks: [{ task_id: 7, title: 'Milk', status: 'pending' }],
    total: 1,
    has_more: false,
  });
  const listResult = (output: unknown) =>
    ({
      type: 'function_call_result',
      callId: 'c1',
      name: 'list_tasks',
      status: 'completed',
      output,
    }) as AgentInputItem;
  it.each([
    ['a text', listing],
    ['a part', { type: 'text', text: listing }],
    ['a part as text', JSON.stringify({ type: 'text', text: listing })],
    ['a list of parts', [{ type: 'input_text', text: listing }]],
    ['a list as text', JSON.stringify([{ type: 'text', text: listing }])],
  ])('reads a tool’s result that comes as %s', async (_, output) => {
    const response = await model.getResponse(request([user, call, listResult(output)]));
    expect(JSON.stringify(response.output)).toContain('#7 Milk');
  });

  it.each([['not JSON'], [''], ['{"tasks":5}'], ['null']])('survives the tool result %j', async (output) => {
    const response = await model.getResponse(request([user, call, listResult(output)]));
    expect(JSON.stringify(response.output)).toContain('did not work');
  });

  it('answers to no input at all', async () => {
    expect((await model.getResponse(request([]))).output).toMatchObject([{ type: 'message' }]);
  });

  it('stops during a pause as soon as the request is aborted', async () => {
    const stop = new AbortController();
    const slow = new DemoModel({ delayMs: 100_000 });
    const events = slow
      .getStreamedResponse(request('hello', { signal: stop.signal }))
      [Symbol.asyncIterator]();
    await events.next();
    const next = events.next();
    stop.abort();
    await expect(next).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('ends an aborted run of the Agents SDK without an error', async () => {
    const stop = new AbortController();
    const agent = new Agent({ name: 'Assistant', model: new DemoModel({ delayMs: 1 }) });
    const run = await new Runner({ tracingDisabled: true }).run(agent, 'help', {
      stream: true,
      signal: stop.signal,
    });
    let deltas = 0;
    for await (const event of run) {
      if (
        event.type === 'raw_model_stream_event' &&
        event.data.type === 'output_text_delta' &&
        ++deltas === 3
      )
        stop.abort();
    }
    expect(run.cancelled).toBe(true);
    expect(deltas).toBeLessThan(10);
  });
});
