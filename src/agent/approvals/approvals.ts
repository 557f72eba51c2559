import type { Agent, MCPServer, RunToolApprovalItem } from '@openai/agents';
import { z } from 'zod';
import { ChatKitError } from '../../protocol/errors.js';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { ThreadItem, UserMessageItem, WidgetItem } from '../../protocol/items.js';
import type { ThreadMetadata } from '../../protocol/thread.js';
import type { Action } from '../../protocol/widgets/widget.js';
import { languageFor, type RequestContext } from '../../turns/context.js';
import type { CallDecision, PausedCall, PausedRun, PausedRunStore } from '../../turns/paused-run-store.js';
import type { ThreadStore } from '../../turns/thread-store.js';
import { refuseUnlessActive } from '../../turns/turn-plan.js';
import type { AgentContext } from '../bridge/agent-context.js';
import type { AgentRunEvent } from '../bridge/model-input.js';
import { parseArguments } from '../activity/parse-arguments.js';
import { Redaction } from '../activity/redaction.js';
import { toTitle } from '../activity/to-title.js';
import {
  approvalCard,
  approvalText,
  decideAction,
  hasAsked,
  isAsking,
  textsFor,
  type ApprovalView,
} from './approval-card.js';
import { ApprovalPolicy, type ToolFacts } from './approval-policy.js';
import type { Closing } from './approval-texts.js';
import { askFirst, mcpToolFacts, refuseUnasked } from './ask-first.js';
import { closedSteps } from './closed-steps.js';
import {
  AgentChangedError,
  callIdOf,
  fromPausedState,
  isPaused,
  toPausedState,
  waitingStepsOf,
  type AgentRunState,
} from './paused-state.js';
import { toTypedAnswer } from './typed-answer.js';

/** A call that a person is to be asked about. */
export interface AskedCall {
  tool: ToolFacts;
  arguments: Record<string, unknown>;
}

/** What {@link Approvals} are made with. */
export interface ApprovalsOptions {
  /** Of the threads. */
  store: ThreadStore;
  /** Where runs wait. */
  pausedRuns: PausedRunStore;
  /** Which calls ask. By default those of tools that may destroy something. */
  policy?: ApprovalPolicy;
  /** How long a question stays open, in milliseconds. 24 hours by default. */
  ttlMs?: number;
  /** Says what a call is about in the person's words; by default, and for `undefined`, its arguments are shown. */
  describeCall?: (call: AskedCall, context: RequestContext) => Promise<string | undefined>;
  /** Names of arguments that are hidden, beside those that are secrets by their name. */
  redact?: readonly string[];
  /** The clock. */
  now?: () => Date;
}

/** A run of which every call is decided, and the item that asked. */
export interface DecidedRun {
  item: WidgetItem;
  run: PausedRun;
}

type ReplacedItem = Extract<ThreadStreamEvent, { type: 'thread.item.replaced' }>;

const dayMs = 24 * 60 * 60 * 1000;
/** Expired runs are kept so long, that whoever answers too late still sees what was asked. */
const keptAfterExpiryMs = 7 * dayMs;
/** Characters of a person's reason that the model is told. */
const maxReasonLength = 2_000;

const Payload = z.object({
  call: z.number().int().nonnegative().optional(),
  decision: z.enum(['approve', 'reject']),
});

/**
 * Asks people before tools are called that may do harm. A run that calls such a tool pauses: it is stored, and a card
 * in the thread asks; an answer, by button or typed, goes on with the run in whatever process it arrives, for
 * whoever answered.
 *
 * A decision has its effect at most once. What is closed without a decision had none.
 */
export class Approvals {
  private readonly store: ThreadStore;
  private readonly pausedRuns: PausedRunStore;
  private readonly policy: ApprovalPolicy;
  private readonly ttlMs: number;
  private readonly describeCall: NonNullable<ApprovalsOptions['describeCall']>;
  private readonly redaction: Redaction;
  private readonly now: () => Date;

  constructor({ store, pausedRuns, policy, ttlMs, describeCall, redact, now }: ApprovalsOptions) {
    this.store = store;
    this.pausedRuns = pausedRuns;
    this.policy = policy ?? new ApprovalPolicy();
    this.ttlMs = ttlMs ?? dayMs;
    this.describeCall = describeCall ?? (async () => undefined);
    this.redaction = new Redaction(redact);
    this.now = now ?? (() => new Date());
  }

  /** Has an agent, and all that it hands over to, ask by the policy. See {@link askFirst}. */
  gate<Asking extends Agent<AgentContext>>(agent: Asking): Asking {
    return askFirst(agent, this.policy);
  }

  /** Has a connection refuse what nobody has agreed to, whichever agent calls. See {@link refuseUnasked}. */
  guard<Server extends MCPServer>(server: Server): Server {
    return refuseUnasked(server, this.policy);
  }

  /** Asks the person, when the run waits for them; nothing otherwise. Comes after {@link streamAgentResponse}. */
  async *ask(
    run: AsyncIterable<AgentRunEvent>,
    context: AgentContext,
  ): AsyncGenerator<ThreadStreamEvent, void, undefined> {
    if (!isPaused(run)) return;
    const { requestContext } = context;
    const state = await toPausedState(run, context);
    const calls = await Promise.all(run.interruptions.map((item) => this.toCall(item, context)));
    const createdAt = this.now();
    const expiresAt = new Date(createdAt.getTime() + this.ttlMs);
    const locale = languageFor(requestContext);
    const view: ApprovalView = { calls, decisions: {}, expiresAt, locale };
    const item: WidgetItem = {
      type: 'widget',
      ...context.newItem('message'),
      widget: approvalCard({ ...view, isEarly: true }),
      copy_text: approvalText(view),
    };
    // The item first, as the stored run hangs on it; its buttons when there is something to decide.
    yield { type: 'thread.item.done', item };
    const paused = { threadId: context.thread.id, itemId: item.id, state, calls, createdAt, expiresAt };
    await this.pausedRuns.save({ ...paused, decisions: {} }, requestContext.principal);
    yield this.show(item, view);
    await this.pausedRuns.sweep(new Date(createdAt.getTime() - keptAfterExpiryMs));
  }

  /** Whether an action is a decision. */
  isDecision({ type }: Action): boolean {
    return type === decideAction;
  }

  /**
   * Notes what the person decided by a button of the card. Returns the run when all of its calls are decided.
   * @throws ChatKitError `bad_request` for a payload or sender that no card of ours has; `thread_locked`,
   * `thread_closed`: nothing is to happen in such a thread.
   */
  async *decide(
    action: Action,
    sender: WidgetItem | null,
    thread: ThreadMetadata,
    context: RequestContext,
  ): AsyncGenerator<ThreadStreamEvent, DecidedRun | undefined, undefined> {
    const { call, decision } = parse(action.payload);
    if (sender && hasAsked(sender)) return yield* this.tellAnswered(sender, context);
    if (!isAsking(sender)) {
      throw new ChatKitError('bad_request', 'params.item_id: must name the widget that asks');
    }
    refuseUnlessActive(thread);
    const { run, closed } = await this.open(sender, context);
    if (closed) yield* closed;
    if (!run) return undefined;
    if (call !== undefined && call >= run.calls.length) {
      throw new ChatKitError('bad_request', 'params.action.payload.call: there is no such call');
    }
    const made: CallDecision = decision === 'approve' ? { approved: true } : { approved: false };
    return yield* this.note(
      sender,
      run,
      call === undefined ? everyCall(run, made) : { [call]: made },
      context,
    );
  }

  /**
   * Reads a message as the answer to the card that asks, if one does. A yes or a no decides what is open, and the run
   * is returned; with anything else the person went on, and the card is closed.
   * @param history The thread's items, newest last. Brought up to date.
   */
  async *answer(
    message: UserMessageItem | null,
    history: ThreadItem[],
    context: RequestContext,
  ): AsyncGenerator<ThreadStreamEvent, DecidedRun | undefined, undefined> {
    if (!message) return undefined;
    const typed = toTypedAnswer(message);
    const newest = history.findLast(isAsking);
    for (const [place, item] of history.entries()) {
      if (!isAsking(item)) continue;
      const { run, closed } = await this.open(item, context);
      if (run && item === newest && typed.kind !== 'other') {
        const decided = yield* this.note(item, run, everyCall(run, toDecision(typed)), context);
        if (decided) return decided;
      }
      const left = closed ?? (await this.leave(item, context));
      yield* left;
      history[place] = left.at(-1)!.item;
    }
    return undefined;
  }

  /**
   * Restores a decided run for the agent and the context that go on with it, and tells what was decided. Undefined
   * when there is nothing to go on with: somebody else did, or the agent is another by now.
   */
  async *resume(
    { item, run }: DecidedRun,
    agent: Agent<AgentContext>,
    context: AgentContext,
  ): AsyncGenerator<ThreadStreamEvent, AgentRunState | undefined, undefined> {
    const { requestContext } = context;
    const state = await fromPausedState(run, agent, context).catch(ifChanged);
    const taken = await this.pausedRuns.take(run.threadId, run.itemId, requestContext.principal);
    if (!taken) return yield* this.tellAnswered(item, requestContext);
    if (state) yield this.show(item, { ...taken, closing: 'decided', locale: languageFor(requestContext) });
    else yield* await this.close(item, taken, 'changed', requestContext);
    return state;
  }

  /** The run that a card asks about, as long as it may be answered; else what closes the card. */
  private async open(
    item: WidgetItem,
    context: RequestContext,
  ): Promise<{ run: PausedRun; closed?: undefined } | { run?: undefined; closed: ReplacedItem[] }> {
    const run = await this.pausedRuns.load(item.thread_id, item.id, context.principal);
    if (run && run.expiresAt > this.now()) return { run };
    if (!run) return { closed: this.closeLost(item, context) };
    await this.pausedRuns.take(run.threadId, run.itemId, context.principal);
    return { closed: await this.close(item, run, 'expired', context) };
  }

  /** Drops the run, as the person went on without it. */
  private async leave(item: WidgetItem, context: RequestContext): Promise<ReplacedItem[]> {
    const run = await this.pausedRuns.take(item.thread_id, item.id, context.principal);
    return run ? this.close(item, run, 'went_on', context) : this.closeLost(item, context);
  }

  private async *note(
    item: WidgetItem,
    run: PausedRun,
    decisions: PausedRun['decisions'],
    context: RequestContext,
  ): AsyncGenerator<ThreadStreamEvent, DecidedRun | undefined, undefined> {
    const noted = await this.pausedRuns.decide(run.threadId, run.itemId, decisions, context.principal);
    if (!noted) return yield* this.tellAnswered(item, context);
    if (noted.calls.every((_, call) => noted.decisions[call])) return { item, run: noted };
    yield this.show(item, { ...noted, locale: languageFor(context) });
    return undefined;
  }

  /** Another tab may show the card as it was: it is shown what it is now. */
  private async *tellAnswered(
    item: WidgetItem,
    context: RequestContext,
  ): AsyncGenerator<ThreadStreamEvent, undefined, undefined> {
    if (hasAsked(item)) yield { type: 'thread.item.replaced', item };
    yield { type: 'notice', level: 'info', message: textsFor(languageFor(context)).answeredBefore };
    return undefined;
  }

  /** What shows that none of the calls was made: their steps, and last the card. */
  private async close(
    item: WidgetItem,
    run: PausedRun,
    closing: Closing,
    context: RequestContext,
  ): Promise<ReplacedItem[]> {
    const place = { store: this.store, threadId: run.threadId, principal: context.principal };
    const workflows = await closedSteps(waitingStepsOf(run), place);
    return [
      ...workflows.map((workflow): ReplacedItem => ({ type: 'thread.item.replaced', item: workflow })),
      this.show(item, { ...run, closing, locale: languageFor(context) }),
    ];
  }

  /** The run is gone though nobody answered: swept, or taken by a process that ended there. */
  private closeLost(item: WidgetItem, context: RequestContext): ReplacedItem[] {
    const expiresAt = new Date(Date.parse(item.created_at) + this.ttlMs);
    const closing: Closing = expiresAt <= this.now() ? 'expired' : 'gone';
    return [this.show(item, { calls: [], decisions: {}, expiresAt, closing, locale: languageFor(context) })];
  }

  private show(item: WidgetItem, view: ApprovalView): ReplacedItem {
    const widget = approvalCard(view);
    return { type: 'thread.item.replaced', item: { ...item, widget, copy_text: approvalText(view) } };
  }

  private async toCall(item: RunToolApprovalItem, { requestContext }: AgentContext): Promise<PausedCall> {
    const name = item.name ?? 'tool';
    const tool = (await mcpToolFacts(item.agent)).get(name) ?? { name };
    const args = parseArguments(item.arguments ?? '') ?? {};
    const said = await this.describeCall({ tool, arguments: args }, requestContext);
    return {
      callId: callIdOf(item),
      name,
      title: tool.title ?? toTitle(name),
      detail: said ?? this.redaction.entries(args),
    };
  }
}

const everyCall = ({ calls }: PausedRun, decision: CallDecision): PausedRun['decisions'] =>
  Object.fromEntries(calls.map((_, call) => [call, decision]));

const toDecision = (typed: { kind: 'yes' } | { kind: 'no'; reason?: string }): CallDecision =>
  typed.kind === 'yes'
    ? { approved: true }
    : { approved: false, ...(typed.reason && { reason: typed.reason.slice(0, maxReasonLength) }) };

function parse(payload: unknown): z.infer<typeof Payload> {
  const parsed = Payload.safeParse(payload);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = ['params.action.payload', ...issue!.path].join('.');
  throw new ChatKitError('bad_request', `${path}: ${issue!.message}`);
}

function ifChanged(error: unknown): undefined {
  if (!(error instanceof AgentChangedError)) throw error;
  return undefined;
}
