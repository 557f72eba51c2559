import { OpenAIProvider, Runner, type Agent } from '@openai/agents';
import OpenAI from 'openai';
import { AgentContext } from '../../src/agent/bridge/agent-context.js';
import { ResponseStreamConverter } from '../../src/agent/bridge/response-stream-converter.js';
import { streamAgentResponse } from '../../src/agent/bridge/stream-agent-response.js';
import { simpleToAgentInput } from '../../src/agent/bridge/thread-item-converter.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { foldItems } from '../../src/protocol/fold.js';
import type { ThreadItem, UserMessageItem } from '../../src/protocol/items.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import { ChatKitServer } from '../../src/turns/chatkit-server.js';
import type { TurnContext } from '../../src/turns/context.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import type { ScriptedProvider } from './scripted-provider.js';
import { newPerson } from '../../src/testing/builders.js';

const silent = { info() {}, warn() {}, error() {} };

export type Api = 'responses' | 'chat_completions';

/** A server as an application would write one: an agent of its own, on the real SDK and a real client. */
export class AgentServer extends ChatKitServer {
  readonly principal = newPerson();
  /** What the runs were given, in order. */
  readonly contexts: AgentContext[] = [];
  converter = new ResponseStreamConverter();
  private readonly runner: Runner;

  constructor(
    readonly agent: Agent<AgentContext>,
    provider: ScriptedProvider,
    api: Api,
    override readonly store = new MemoryThreadStore(),
  ) {
    super({ store, log: silent });
    const openAIClient = new OpenAI({ apiKey: 'none', baseURL: provider.baseURL, maxRetries: 0 });
    this.runner = new Runner({
      modelProvider: new OpenAIProvider({ openAIClient, useResponses: api === 'responses' }),
      model: 'scripted',
      tracingDisabled: true,
    });
  }

  override async *respond(
    thread: ThreadMetadata,
    _input: UserMessageItem | null,
    requestContext: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    const context = new AgentContext({ thread, store: this.store, requestContext });
    this.contexts.push(context);
    const { data } = await this.store.loadThreadItems(
      thread.id,
      { limit: 20, order: 'desc' },
      requestContext.principal,
    );
    const { signal } = requestContext;
    const options = { stream: true, context, signal } as const;
    const run = await this.runner.run(this.agent, await simpleToAgentInput(data.reverse()), options);
    yield* streamAgentResponse(context, run, this.converter);
  }

  /** One streaming request, to its end. What a client then shows must be what the thread has. */
  async stream(type: string, params: object): Promise<{ threadId: string; events: ThreadStreamEvent[] }> {
    const known = (params as { thread_id?: string }).thread_id;
    const items = known ? await this.items(known) : [];
    const before = items.map((item) => answered(item, params));
    const result = await this.process({ type, params }, { principal: this.principal });
    if (!result.streaming) throw new Error(`${type} did not stream`);
    const events: ThreadStreamEvent[] = [];
    for await (const frame of result)
      events.push(JSON.parse(frame.slice('data: '.length)) as ThreadStreamEvent);
    const [first] = events;
    const threadId = first?.type === 'thread.created' ? first.thread.id : known!;
    expect(events.reduce<ThreadItem[]>(foldItems, before)).toEqual(await this.items(threadId));
    return { threadId, events };
  }

  ask(text: string) {
    return this.stream('threads.create', userInput(text));
  }

  say(thread_id: string, text: string) {
    return this.stream('threads.add_user_message', { thread_id, ...userInput(text) });
  }

  async items(threadId: string): Promise<ThreadItem[]> {
    const query = { limit: 100, order: 'asc', visibleOnly: true } as const;
    return (await this.store.loadThreadItems(threadId, query, this.principal)).data;
  }
}

/** No event tells of a tool's output: the client gave it. */
function answered(item: ThreadItem, params: object): ThreadItem {
  if (item.type !== 'client_tool_call' || item.status !== 'pending' || !('result' in params)) return item;
  return { ...item, status: 'completed', output: params.result };
}
