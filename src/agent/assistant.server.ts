import { Inject, Injectable, Optional } from '@nestjs/common';
import { Agent, type MCPServer } from '@openai/agents';
import { CONFIG, type Config } from '../config.js';
import { ToolServers } from '../mcp/tool-servers.js';
import type { ThreadStreamEvent } from '../protocol/events.js';
import type { SyncActionResult } from '../protocol/answers.js';
import type { UserMessageItem, WidgetItem } from '../protocol/items.js';
import { streamText } from '../protocol/stream-text.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { Action } from '../protocol/widgets/widget.js';
import { ChatKitError } from '../protocol/errors.js';
import { Admission } from '../turns/admission.js';
import { AttachmentContents } from '../turns/attachment-contents.js';
import { AttachmentStore } from '../turns/attachment-store.js';
import { ChatKitServer } from '../turns/chatkit-server.js';
import type { RequestContext, TurnContext } from '../turns/context.js';
import { keepTrying } from '../turns/keep-trying.js';
import { withShortCut, type ShortCut } from '../turns/short-cut.js';
import { ThreadStore } from '../turns/thread-store.js';
import { TurnLedger } from '../turns/turn-ledger.js';
import { TurnMonitor } from '../turns/turn-monitor.js';
import { TurnRelay } from '../turns/turn-relay.js';
import { AgentRuns } from './agent-runs.js';
import { AssistantInput } from './assistant-input.js';
import { ReadAttachments } from './read-attachments.js';
import { Approvals, type DecidedRun } from './approvals/approvals.js';
import type { AssistantSetup } from './assistants/assistant-setup.js';
import { ASSISTANT, type Assistant } from './assistants/assistant-module.js';
import { guardrailReply } from './assistants/guardrail-reply.js';
import { toWorkflowInput } from './assistants/workflow-input.js';
import { WorkflowRuns } from './assistants/workflow-runs.js';
import { AgentContext } from './bridge/agent-context.js';
import { loadHistory, type History } from './bridge/load-history.js';
import type { AgentRunEvent } from './bridge/model-input.js';
import { streamAgentResponse } from './bridge/stream-agent-response.js';
import { toModelError } from './model-error.js';
import { ThreadTitles } from './titles/thread-titles.js';
import { ToolPanels } from './tool-panels.js';
import { TurnActivity } from './turn-activity.js';

/** Stands for the agents of a workflow, which are its own. */
const nobody = new Agent<AgentContext>({ name: 'Workflow' });

/** How long the history waits for a database that is away, in milliseconds. */
const historyWithinMs = 45_000;

/** A history, and what made the model's input of it. */
interface ReadHistory extends History {
  converter: AssistantInput;
}

interface AssistantRun {
  context: TurnContext;
  history: ReadHistory;
  /** The run that waited, when it goes on. */
  decided?: DecidedRun;
  shortCut?: ShortCut;
}

/** Answers with the assistant, the bundled one or the operator's own: one Agents SDK run per turn, tools over MCP. */
@Injectable()
export class AssistantServer extends ChatKitServer {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    store: ThreadStore,
    ledger: TurnLedger,
    @Inject(ASSISTANT) private readonly assistant: Assistant,
    private readonly runs: AgentRuns,
    private readonly workflows: WorkflowRuns,
    private readonly tools: ToolServers,
    private readonly panels: ToolPanels,
    private readonly titles: ThreadTitles,
    private readonly approvals: Approvals,
    @Optional() admission?: Admission,
    @Optional() relay?: TurnRelay,
    @Optional() attachmentStore?: AttachmentStore,
    @Optional() private readonly contents?: AttachmentContents,
    @Optional() monitor?: TurnMonitor,
  ) {
    super({
      store,
      ledger,
      attachmentStore,
      admission,
      relay,
      monitor,
      policy: config.turn,
      limits: config.limits,
    });
  }

  override respond(
    thread: ThreadMetadata,
    inputUserMessage: UserMessageItem | null,
    context: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    return withShortCut((shortCut) => this.answer(thread, inputUserMessage, context, shortCut));
  }

  private async *answer(
    thread: ThreadMetadata,
    inputUserMessage: UserMessageItem | null,
    context: TurnContext,
    shortCut: ShortCut,
  ): AsyncGenerator<ThreadStreamEvent> {
    const naming = this.titles.begin(thread, inputUserMessage, context);
    try {
      let history = await this.historyOf(thread, context);
      const items = [...history.items];
      const decided = yield* this.approvals.answer(inputUserMessage, items, context);
      // Cards that were closed are stored by now, and say so.
      const isStale = items.some((item, place) => item !== history.items[place]);
      if (isStale) history = await this.historyOf(thread, context);
      yield* this.run(thread, { context, history, decided, shortCut });
      await naming?.settle();
    } finally {
      naming?.end();
    }
  }

  /** Waits for a database that is away, as the turn's writes do: the message is stored, and nothing was asked yet. */
  private async historyOf(
    { id: threadId }: ThreadMetadata,
    { principal, signal }: TurnContext,
  ): Promise<ReadHistory> {
    const read = async () => {
      // One for each run: what it may read of files is counted.
      const converter = new AssistantInput(this.contents && new ReadAttachments(this.contents, principal));
      const history = await loadHistory(
        { store: this.store, threadId, principal },
        { converter, maxTokens: this.config.historyTokens },
      );
      return { ...history, converter };
    };
    return keepTrying(read, { forMs: historyWithinMs, giveUp: signal });
  }

  /** One run of the assistant, or the rest of one that waited for a person. */
  private async *run(
    thread: ThreadMetadata,
    { context, history, decided, shortCut }: AssistantRun,
  ): AsyncIterable<ThreadStreamEvent> {
    const { principal, signal } = context;
    const agentContext = new AgentContext({ thread, store: this.store, requestContext: context });
    const activity = new TurnActivity(this.config, agentContext);
    const tools = await this.tools.open(principal, { signal, onProgress: activity.onProgress });
    activity.titles = tools;
    try {
      const mcpServers = tools.servers.map((server) => this.approvals.guard<MCPServer>(server));
      const run = yield* this.begin({ mcpServers, context: agentContext }, { history, decided });
      if (!run) return;
      yield* streamAgentResponse(agentContext, run, activity.converter, shortCut);
      if (signal.aborted) return;
      yield* this.panels.after(tools.called, history.items, thread, context);
      yield* this.approvals.ask(run, agentContext);
    } catch (error) {
      const reply = guardrailReply(error, context);
      if (reply === undefined) throw toModelError(error);
      yield* streamText(thread, reply);
    } finally {
      activity.close();
      await tools.close();
    }
  }

  /** Undefined when the run that waited cannot go on: then the person has been told. */
  private async *begin(
    setup: AssistantSetup,
    { history, decided }: Omit<AssistantRun, 'context'>,
  ): AsyncGenerator<ThreadStreamEvent, AsyncIterable<AgentRunEvent> | undefined, undefined> {
    // A workflow never waits: what is decided now began with another assistant, and cannot go on with this one.
    if ('workflow' in this.assistant && !decided) {
      const input = await toWorkflowInput(history, history.converter);
      return this.workflows.start(this.assistant.workflow, input, setup);
    }
    const agent = this.approvals.gate('agent' in this.assistant ? await this.assistant.agent(setup) : nobody);
    if (!decided) return this.runs.start(agent, history.input, setup.context);
    const state = yield* this.approvals.resume(decided, agent, setup.context);
    return state && this.runs.resume(agent, state, setup.context);
  }

  override async *action(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | null,
    context: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    if (this.approvals.isDecision(action)) {
      const decided = yield* this.approvals.decide(action, sender, thread, context);
      if (!decided) return;
      const history = await this.historyOf(thread, context);
      yield* this.run(thread, { context, history, decided });
      return;
    }
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
    if (this.approvals.isDecision(action)) {
      throw new ChatKitError(
        'not_available',
        'Send this as a streaming action: the assistant goes on from it.',
      );
    }
    return (
      (await this.panels.actAtOnce(action, sender, thread, context)) ??
      super.syncAction(thread, action, sender, context)
    );
  }
}
