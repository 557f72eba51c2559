import { Inject, Injectable } from '@nestjs/common';
import { Runner } from '@openai/agents';
import { CONFIG, type Config } from '../config.js';
import { InProcessMcpFactory } from '../mcp/in-process-mcp.js';
import type { ThreadStreamEvent } from '../protocol/events.js';
import type { UserMessageItem } from '../protocol/items.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import { ChatKitServer } from '../turns/chatkit-server.js';
import type { TurnContext } from '../turns/context.js';
import { ThreadStore } from '../turns/thread-store.js';
import { TurnLedger } from '../turns/turn-ledger.js';
import { createAssistant } from './assistant.js';
import { loadHistory } from './history.js';
import { itemsToInput } from './items-to-input.js';
import { toModelError } from './model-error.js';
import { modelProvider, modelSettings } from './model-provider.js';
import { RunToEvents } from './run-to-events.js';
import { titleFor } from './thread-title.js';

/** Calls to the model in one turn; a model that goes on calling tools is stopped here. */
const maxModelCalls = 10;

/** Answers with the bundled assistant: one Agents SDK run per turn, tools over MCP. */
@Injectable()
export class AssistantServer extends ChatKitServer {
  private readonly runner: Runner;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly store: ThreadStore,
    ledger: TurnLedger,
    private readonly mcp: InProcessMcpFactory,
  ) {
    super({ store, ledger, policy: config.turn, limits: config.limits });
    this.runner = new Runner({
      modelProvider: modelProvider(config),
      model: config.model.name,
      modelSettings,
      // The SDK would send traces to OpenAI, whatever endpoint answers.
      tracingDisabled: true,
    });
  }

  override async *respond(
    thread: ThreadMetadata,
    inputUserMessage: UserMessageItem | null,
    context: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    const { principal, signal } = context;
    // Once, and never over a name that a person gave.
    if (this.config.threadTitles === 'heuristic' && inputUserMessage)
      thread.title ??= titleFor(inputUserMessage);
    const tools = await this.mcp.connect(principal);
    try {
      const history = await loadHistory(this.store, thread.id, principal);
      const mapper = this.mapperFor(thread, context);
      const run = await this.runner.run(createAssistant([tools], context), itemsToInput(history), {
        stream: true,
        signal,
        context,
        maxTurns: maxModelCalls,
      });
      for await (const event of run) yield* mapper.map(event);
      // An aborted run ends without an error; the engine knows why it was aborted.
      if (!signal.aborted) yield* mapper.finish();
    } catch (error) {
      throw toModelError(error);
    } finally {
      await tools.close();
    }
  }

  private mapperFor(thread: ThreadMetadata, { principal, usage }: TurnContext): RunToEvents {
    return new RunToEvents({
      threadId: thread.id,
      newItemId: (kind) => this.store.generateItemId(kind, thread, principal),
      showToolActivity: this.config.toolActivity === 'workflow',
      usage,
    });
  }
}
