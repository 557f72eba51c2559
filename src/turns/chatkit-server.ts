import { defaultLimits, type Limits } from '../protocol/limits.js';
import type { TurnPosition } from '../protocol/live-events.js';
import { parseRequest } from '../protocol/parse-request.js';
import type { OperationType } from '../protocol/requests.js';
import type { Admission } from './admission.js';
import type { AttachmentStore } from './attachment-store.js';
import { planAppendedMessage, type AppendedMessage } from './appended-message.js';
import type { IncomingContext, RequestContext } from './context.js';
import { Dispatcher } from './dispatcher.js';
import { LiveTurns, type CancelledTurn, type JoinedTurn } from './live-turns.js';
import { consoleLog, type Log } from './log.js';
import { MemoryTurnLedger } from './memory-turn.ledger.js';
import { ownerOf } from './owner.js';
import { Responder } from './responder.js';
import type { ChatKitResult } from './results.js';
import { requireScope } from './scopes.js';
import type { ThreadStore } from './thread-store.js';
import { defaultTurnPolicy, TurnEngine, type TurnPolicy } from './turn-engine.js';
import type { TurnLedger } from './turn-ledger.js';
import type { TurnParts } from './turn-parts.js';
import type { TurnMonitor } from './turn-monitor.js';
import type { TurnRelay } from './turn-relay.js';

export interface ChatKitServerOptions {
  store: ThreadStore;
  /**
   * Who may write into a thread. By default turns are kept in memory, over any store: right for one process, and
   * what a crash interrupts stays as it is.
   */
  ledger?: TurnLedger;
  /** Absent: attachments are not available. */
  attachmentStore?: AttachmentStore;
  /** Absent: every valid request is let in. */
  admission?: Admission;
  /** Brings turns of other processes here, and these there. Absent: they are followed by what is stored of them. */
  relay?: TurnRelay;
  /** Told of every turn that runs here. */
  monitor?: TurnMonitor;
  policy?: Partial<TurnPolicy>;
  limits?: Partial<Limits>;
  /** By default, problems go to the console; mounted in a Nest application, everything to Nest's logger. */
  log?: Log;
}

/**
 * A server of the ChatKit protocol, free of any framework: extend it, say how to `respond`, hand each request's
 * body to `process`, and write what that gives to the wire. `ChatKitModule` does the last two.
 */
export abstract class ChatKitServer<
  Context extends RequestContext = RequestContext,
> extends Responder<Context> {
  readonly store: ThreadStore;
  readonly limits: Readonly<Limits>;
  private readonly parts: TurnParts;
  private readonly policy: TurnPolicy;
  private readonly engine: TurnEngine;
  private readonly dispatcher: Dispatcher;
  private readonly live: LiveTurns;
  private readonly hasLog: boolean;
  private opened?: Promise<void>;

  constructor({
    store,
    ledger,
    attachmentStore,
    admission,
    relay,
    monitor,
    policy,
    limits,
    log,
  }: ChatKitServerOptions) {
    super();
    this.store = store;
    this.limits = { ...defaultLimits, ...limits };
    this.policy = { ...defaultTurnPolicy, ...policy };
    this.hasLog = log !== undefined;
    this.parts = {
      store,
      ledger: ledger ?? new MemoryTurnLedger(store),
      responder: this,
      attachmentStore,
      admission,
      relay,
      monitor,
      limits: this.limits,
      log: log ?? consoleLog,
    };
    this.engine = new TurnEngine(this.parts, this.policy);
    this.live = new LiveTurns(this.parts, (turnId) => this.engine.find(turnId));
    this.dispatcher = new Dispatcher(this.parts, {
      engine: this.engine,
      live: this.live,
      policy: this.policy,
    });
  }

  /** Turns that run in this process. */
  get runningTurns(): number {
    return this.engine.size;
  }

  /**
   * Answers one request.
   * @param body The request's body as it came: text, bytes, or already parsed.
   * @throws ChatKitError for whatever must be answered with an HTTP status (`error.status`), before any effect.
   * @throws TypeError when the principal has no usable id: see {@link ownerOf}.
   */
  async process(body: unknown, context: IncomingContext<Context>): Promise<ChatKitResult> {
    ownerOf(context.principal);
    const request = parseRequest(body, this.limits);
    await this.open();
    const metadata = request.metadata ?? {};
    return this.dispatcher.process(request, { requestId: '', ...context, metadata });
  }

  /**
   * Asks whether an operation may go on, for whoever has something to do ahead of {@link process}.
   * @returns the context to process it with; call `admitted?.end()` when it is not processed after all.
   * @throws ChatKitError `rate_limited`, `too_many_streams`, `quota_spent`
   */
  async admit<Incoming extends IncomingContext<Context>>(
    operation: OperationType,
    context: Incoming,
  ): Promise<Incoming> {
    const admitted = await this.parts.admission?.admit(operation, {
      requestId: '',
      metadata: {},
      ...context,
    });
    return { ...context, ...(admitted && { admitted }) };
  }

  /**
   * Appends a message that was said elsewhere; nobody answers it. The same `key` in the same thread appends it once.
   * @throws ChatKitError `turn_busy` while an answer is being written; `forbidden` for a principal that is limited to
   *   something else; and whatever a message would meet.
   */
  async appendMessage(
    message: AppendedMessage,
    context: IncomingContext<Context>,
  ): Promise<{ itemId: string; isNew: boolean }> {
    requireScope(context.principal, 'items:append');
    await this.open();
    const full = { requestId: '', metadata: {}, ...context };
    const { itemId, plan } = await planAppendedMessage(this.parts, message, full);
    if (plan) await this.engine.write(plan, full);
    return { itemId, isNew: plan !== undefined };
  }

  /**
   * Joins the turn that runs in a thread, whoever began it and whatever process runs it: a snapshot of what is being
   * written, then the turn's events with their ids, then its end. Where none runs, the end of the last one. To leave
   * stops nothing.
   * @param options.after The last event that the caller knows: what is behind it comes in the snapshot's place, while
   *   it is kept.
   * @throws NotFoundError when the thread is not the principal's. @throws ChatKitError `forbidden`
   */
  async joinTurn(
    threadId: string,
    { principal }: Pick<RequestContext, 'principal'>,
    { after }: { after?: TurnPosition } = {},
  ): Promise<JoinedTurn> {
    requireScope(principal, 'chat:read');
    return this.live.join(threadId, after, principal);
  }

  /** Id of the turn that runs in a thread, if one does. @throws what {@link joinTurn} does. */
  async runningTurn(
    threadId: string,
    { principal }: Pick<RequestContext, 'principal'>,
  ): Promise<string | undefined> {
    requireScope(principal, 'chat:read');
    return this.live.running(threadId, principal);
  }

  /**
   * Stops the turn that runs in a thread, whatever process runs it, and waits up to a second for its end.
   * @throws NotFoundError when the thread is not the principal's. @throws ChatKitError `forbidden`
   */
  async cancelTurn(
    threadId: string,
    { principal }: Pick<RequestContext, 'principal'>,
  ): Promise<CancelledTurn> {
    requireScope(principal, 'chat:write');
    return this.live.cancel(threadId, principal);
  }

  /** Closes what an earlier process left open, and begins to look after turns. The first request does so, too. */
  open(): Promise<void> {
    return (this.opened ??= this.openAll());
  }

  /** Refuses new turns from now on, also those that wait for their place. Running ones go on. */
  refuseNew(): void {
    this.dispatcher.close();
    this.engine.close();
  }

  /** Refuses new turns, lets running ones end for as long as the policy says, then stops and stores them. */
  async drain(graceMs = this.policy.shutdownGraceMs): Promise<void> {
    this.refuseNew();
    await this.engine.drain(graceMs);
    await this.live.close();
  }

  private async openAll(): Promise<void> {
    await this.engine.open();
    await this.live.open();
  }

  /** Where to log, for a server that was not told. */
  logTo(log: Log): void {
    if (!this.hasLog) this.parts.log = log;
  }
}
