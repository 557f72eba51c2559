import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { ItemIdKind } from '../../protocol/ids.js';
import type { GeneratedImageItem, WorkflowItem } from '../../protocol/items.js';
import type { ThreadMetadata } from '../../protocol/thread.js';
import { streamWidget } from '../../protocol/widgets/stream-widget.js';
import type { WidgetRoot } from '../../protocol/widgets/widget.js';
import type { Task, Workflow, WorkflowSummary } from '../../protocol/workflow.js';
import type { RequestContext, TurnContext } from '../../turns/context.js';
import type { ThreadStore } from '../../turns/thread-store.js';
import { EventQueue } from './event-queue.js';
import type { FunctionToolCall } from './response-stream-converter.js';
import type { WaitingStep } from './tool-steps.js';
import { WorkflowKeeper } from './workflow-keeper.js';

/** A call that the page shall carry out when the run has ended. */
export interface ClientToolCall {
  name: string;
  arguments: Record<string, unknown>;
  /** The model's id for the call: `details.toolCall.callId` in the tool. By default that of the tool's last call. */
  callId?: string;
}

/** A call that a run goes on with, and the step that shows it, where one does. */
export interface ResumedCall {
  call: FunctionToolCall;
  isApproved: boolean;
  step?: { item: WorkflowItem; index: number };
}

/** What an {@link AgentContext} is made with. */
export interface AgentContextOptions<Context extends RequestContext = RequestContext> {
  thread: ThreadMetadata;
  store: ThreadStore;
  /** What `respond` was handed. */
  requestContext: TurnContext & Context;
  /** For whoever chains responses at the provider. Nothing here reads it. */
  previousResponseId?: string;
}

/**
 * What tools work with during one turn's run: whose turn it is, and ways to show something beside the model's
 * answer. Give it to the run as `context`, and to {@link streamAgentResponse}, which sends what is queued here.
 */
export class AgentContext<Context extends RequestContext = RequestContext> {
  readonly thread: ThreadMetadata;
  readonly store: ThreadStore;
  readonly requestContext: TurnContext & Context;
  previousResponseId?: string;
  /** Set by a tool whose work is the page's to do; told when the run has ended. The last one set counts. */
  clientToolCall?: ClientToolCall;
  /** Calls about which a person decided since the run paused. */
  resumedCalls: readonly ResumedCall[] = [];
  /** The steps of calls that the run left waiting for a person. Set when it has ended. */
  waitingSteps: readonly WaitingStep[] = [];
  /** The image that the model is making. */
  generatedImageItem?: GeneratedImageItem;
  /** Read by {@link streamAgentResponse} alone. */
  readonly queue = new EventQueue();
  /** Kept together with {@link streamAgentResponse}, which ends a workflow when an answer begins. */
  readonly workflow: WorkflowKeeper;

  constructor({ thread, store, requestContext, previousResponseId }: AgentContextOptions<Context>) {
    this.thread = thread;
    this.store = store;
    this.requestContext = requestContext;
    this.previousResponseId = previousResponseId;
    this.workflow = new WorkflowKeeper((workflow) => ({
      type: 'workflow',
      ...this.newItem('workflow'),
      workflow,
    }));
  }

  /** The current workflow. Assigning one goes on with it. */
  get workflowItem(): WorkflowItem | undefined {
    return this.workflow.item;
  }

  set workflowItem(item: WorkflowItem | undefined) {
    this.workflow.resume(item);
    this.workflow.hold();
  }

  /** A new id of the store's. */
  generateId(kind: ItemIdKind | 'thread'): string {
    const { principal } = this.requestContext;
    if (kind === 'thread') return this.store.generateThreadId(principal);
    return this.store.generateItemId(kind, this.thread, principal);
  }

  /** What every new item of this thread begins with. */
  newItem(kind: ItemIdKind): { id: string; thread_id: string; created_at: string } {
    return {
      id: this.generateId(kind),
      thread_id: this.thread.id,
      created_at: new Date().toISOString(),
    };
  }

  /**
   * Shows an event, as it is now. An item that is added or done ends the current workflow, unless it is the
   * workflow itself, a client tool call or hidden context; a workflow that is added becomes the current one.
   */
  stream(event: ThreadStreamEvent): void {
    this.enqueue(this.workflow.before(event));
    this.queue.push(event);
  }

  /**
   * Shows a widget, or its states as they come: see {@link streamWidget}. Resolves when all of it is queued; a
   * stopped turn, or a slow reader, is waited for between two states.
   */
  async streamWidget(
    widget: WidgetRoot | AsyncIterable<WidgetRoot>,
    { copyText }: { copyText?: string } = {},
  ): Promise<void> {
    const newId = (kind: 'message') => this.generateId(kind);
    for await (const event of streamWidget(this.thread, widget, { copyText, newId })) {
      if (this.requestContext.signal.aborted) return;
      this.stream(event);
      await this.queue.room();
    }
  }

  /** Begins a workflow; one that is current ends. A custom one without tasks is shown with its first task. */
  startWorkflow(workflow: Pick<Workflow, 'type'> & Partial<Workflow>): void {
    this.enqueue(this.workflow.begin({ tasks: [], expanded: false, ...workflow }));
    this.workflow.hold();
  }

  /** Adds a task to the current workflow, or to a new custom one. Returns the task's index. */
  addWorkflowTask(task: Task): number {
    const isNew = !this.workflow.item;
    this.enqueue(this.workflow.addTask(structuredClone(task)));
    if (isNew) this.workflow.hold();
    return this.workflow.item!.workflow.tasks.length - 1;
  }

  /** Replaces a task. @throws Error when no workflow is current, or it has no task of that index. */
  updateWorkflowTask(task: Task, index: number): void {
    this.enqueue(this.workflow.updateTask(structuredClone(task), index));
  }

  /**
   * Ends the current workflow; nothing happens when there is none.
   * @param summary By default the one that the workflow has, or the seconds that were worked on it.
   */
  endWorkflow(summary?: WorkflowSummary, expanded = false): void {
    this.enqueue(this.workflow.end(summary, expanded));
  }

  private enqueue(events: readonly ThreadStreamEvent[]): void {
    for (const event of events) this.queue.push(event);
  }
}
