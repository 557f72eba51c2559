import { Inject, Injectable } from '@nestjs/common';
import { OpenAIProvider, Runner } from '@openai/agents';
import OpenAI from 'openai';
import { AssistantInput } from '../../src/agent/assistant-input.js';
import { createAssistant } from '../../src/agent/assistant.js';
import { AgentContext } from '../../src/agent/bridge/agent-context.js';
import { loadHistory } from '../../src/agent/bridge/load-history.js';
import { CONFIG, type Config } from '../../src/config.js';
import { InProcessMcpFactory } from '../../src/mcp/in-process-mcp.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { UserMessageItem } from '../../src/protocol/items.js';
import { streamText } from '../../src/protocol/stream-text.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import { ChatKitServer } from '../../src/turns/chatkit-server.js';
import type { TurnContext } from '../../src/turns/context.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { TurnLedger } from '../../src/turns/turn-ledger.js';

/** The assistant as one writes it with the Agents SDK alone: its client, its loop, and the text that comes out. */
@Injectable()
export class PlainAssistant extends ChatKitServer {
  private readonly input = new AssistantInput();
  private readonly runner: Runner;

  constructor(
    @Inject(CONFIG) config: Config,
    store: ThreadStore,
    ledger: TurnLedger,
    private readonly mcp: InProcessMcpFactory,
  ) {
    super({ store, ledger, policy: config.turn, limits: config.limits });
    const { apiKey, baseUrl: baseURL, api, name: model } = config.model;
    const openAIClient = new OpenAI({ apiKey, baseURL });
    const modelProvider = new OpenAIProvider({ openAIClient, useResponses: api === 'responses' });
    this.runner = new Runner({ modelProvider, model, tracingDisabled: true });
  }

  override async *respond(
    thread: ThreadMetadata,
    _message: UserMessageItem | null,
    context: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    const { principal, signal } = context;
    const tools = await this.mcp.connect(principal);
    const { input } = await loadHistory(
      { store: this.store, threadId: thread.id, principal },
      { converter: this.input },
    );
    const agentContext = new AgentContext({ thread, store: this.store, requestContext: context });
    const agent = createAssistant({ mcpServers: [tools], context: agentContext });
    const run = await this.runner.run(agent, input, { stream: true, signal });
    yield* streamText(thread, textOf(run));
    await tools.close();
  }
}

type Run = AsyncIterable<{ type: string; data?: { type: string; delta?: string } }>;

async function* textOf(run: Run): AsyncGenerator<string> {
  for await (const { type, data } of run) {
    if (type === 'raw_model_stream_event' && data?.type === 'output_text_delta') yield data.delta!;
  }
}
