import { OpenAIProvider, Runner, type Agent } from '@openai/agents';
import OpenAI from 'openai';
import { Approvals, type ApprovalsOptions, type DecidedRun } from '../../src/agent/approvals/approvals.js';
import { AgentContext } from '../../src/agent/bridge/agent-context.js';
import { streamAgentResponse } from '../../src/agent/bridge/stream-agent-response.js';
import { simpleToAgentInput } from '../../src/agent/bridge/thread-item-converter.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { ThreadItem, UserMessageItem, WidgetItem } from '../../src/protocol/items.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import type { Action } from '../../src/protocol/widgets/widget.js';
import { newPerson } from '../../src/testing/builders.js';
import { ChatKitTestClient } from '../../src/testing/client/chatkit-test-client.js';
import { ChatKitServer } from '../../src/turns/chatkit-server.js';
import type { TurnContext } from '../../src/turns/context.js';
import { MemoryPausedRunStore } from '../../src/turns/memory-paused-run.store.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import type { ScriptedProvider } from './scripted-provider.js';

const silent = { info() {}, warn() {}, error() {} };

/** A server as an application would write one that asks before its agent's tools are called. */
export class AskingServer extends ChatKitServer {
  readonly principal = newPerson();
  readonly client = ChatKitTestClient.of(this, { principal: this.principal });
  /** What the runs were given, in order. */
  readonly contexts: AgentContext[] = [];
  agent: Agent<AgentContext>;
  private readonly approvals: Approvals;
  private readonly runner: Runner;

  constructor(
    agent: Agent<AgentContext>,
    provider: ScriptedProvider,
    options: Omit<ApprovalsOptions, 'store' | 'pausedRuns'> = {},
    override readonly store = new MemoryThreadStore(),
  ) {
    super({ store, log: silent });
    this.agent = agent;
    this.approvals = new Approvals({ store, pausedRuns: new MemoryPausedRunStore(store), ...options });
    const openAIClient = new OpenAI({ apiKey: 'none', baseURL: provider.baseURL, maxRetries: 0 });
    const modelProvider = new OpenAIProvider({ openAIClient, useResponses: false });
    this.runner = new Runner({ modelProvider, model: 'scripted', tracingDisabled: true });
  }

  override async *respond(
    thread: ThreadMetadata,
    message: UserMessageItem | null,
    context: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    const history = await this.history(thread, context);
    const decided = yield* this.approvals.answer(message, history, context);
    yield* this.run(thread, context, decided ?? history);
  }

  override async *action(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | null,
    context: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    if (!this.approvals.isDecision(action)) return yield* super.action(thread, action, sender, context);
    const decided = yield* this.approvals.decide(action, sender, thread, context);
    if (decided) yield* this.run(thread, context, decided);
  }

  private async *run(
    thread: ThreadMetadata,
    requestContext: TurnContext,
    begin: ThreadItem[] | DecidedRun,
  ): AsyncIterable<ThreadStreamEvent> {
    const context = new AgentContext({ thread, store: this.store, requestContext });
    this.contexts.push(context);
    const agent = this.approvals.gate(this.agent);
    const input = Array.isArray(begin)
      ? await simpleToAgentInput(begin)
      : yield* this.approvals.resume(begin, agent, context);
    if (!input) return;
    const { signal } = requestContext;
    const run = await this.runner.run(agent, input, { stream: true, context, signal });
    yield* streamAgentResponse(context, run);
    yield* this.approvals.ask(run, context);
  }

  private async history({ id }: ThreadMetadata, { principal }: TurnContext): Promise<ThreadItem[]> {
    return (await this.store.loadThreadItems(id, { limit: 50, order: 'desc' }, principal)).data.reverse();
  }
}
