import { Inject, Injectable } from '@nestjs/common';
import { Runner } from '@openai/agents';
import { CONFIG, type Config } from '../config.js';
import { InProcessMcpFactory } from '../mcp/in-process-mcp.js';
import type { ThreadStreamEvent } from '../protocol/events.js';
import type { SyncActionResult } from '../protocol/answers.js';
import type { UserMessageItem, WidgetItem } from '../protocol/items.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { Action } from '../protocol/widgets/widget.js';
import { ChatKitServer } from '../turns/chatkit-server.js';
import type { RequestContext, TurnContext } from '../turns/context.js';
import { ThreadStore } from '../turns/thread-store.js';
import { TurnLedger } from '../turns/turn-ledger.js';
import { AssistantInput } from './assistant-input.js';
import { createAssistant } from './assistant.js';
import { AgentContext } from './bridge/agent-context.js';
import { ResponseStreamConverter } from './bridge/response-stream-converter.js';
import { streamAgentResponse } from './bridge/stream-agent-response.js';
import { loadHistory } from './history.js';
import { toModelError } from './model-error.js';
import { modelProvider, modelSettings } from './model-provider.js';
import { titleFor } from './thread-title.js';
import { ToolActivity } from './tool-activity.js';
import { ToolPanels } from './tool-panels.js';

/** Calls to the model in one turn; a model that goes on calling tools is stopped here. */
const maxModelCalls = 10;

/** Answers with the bundled assistant: one Agents SDK run per turn, tools over MCP. */
@Injectable()
export class AssistantServer extends ChatKitServer {
  private readonly runner: Runner;
  private readonly input = new AssistantInput();
  private readonly output: ResponseStreamConverter;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    store: ThreadStore,
    ledger: TurnLedger,
    private readonly mcp: InProcessMcpFactory,
    private readonly panels: ToolPanels,
  ) {
    super({ store, ledger, policy: config.turn, limits: config.limits });
    this.runner = new Runner({
      modelProvider: modelProvider(config),
      model: config.model.name,
      modelSettings,
      // The SDK would send traces to OpenAI, whatever endpoint answers.
      tracingDisabled: true,
    });
    this.output = config.toolActivity === 'workflow' ? new ToolActivity() : new ResponseStreamConverter();
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
      const input = await this.input.toAgentInput(history);
      const agentContext = new AgentContext({ thread, store: this.store, requestContext: context });
      const run = await this.runner.run(createAssistant([tools], context), input, {
        stream: true,
        signal,
        context: agentContext,
        maxTurns: maxModelCalls,
      });
      yield* streamAgentResponse(agentContext, run, this.output);
      if (!signal.aborted) yield* this.panels.after(tools.called, history, thread, context);
    } catch (error) {
      throw toModelError(error);
    } finally {
      await tools.close();
    }
  }

  override async *action(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | null,
    context: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    yield* (
      (await this.panels.act(action, sender, thread, context)) ??
      super.action(thread, action, sender, context)
    );
  }

  override async syncAction(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | null,
    context: RequestContext,
  ): Promise<SyncActionResult> {
    return (
      (await this.panels.actAtOnce(action, sender, thread, context)) ??
      super.syncAction(thread, action, sender, context)
    );
  }
}
