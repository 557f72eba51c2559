import { defaultLimits, type Limits } from '../protocol/limits.js';
import { parseRequest } from '../protocol/parse-request.js';
import type { AttachmentStore } from './attachment-store.js';
import { planAppendedMessage, type AppendedMessage } from './appended-message.js';
import type { IncomingContext, RequestContext } from './context.js';
import { Dispatcher } from './dispatcher.js';
import { consoleLog, type Log } from './log.js';
import { MemoryTurnLedger } from './memory-turn.ledger.js';
import { ownerOf } from './owner.js';
import { Responder } from './responder.js';
import type { ChatKitResult } from './results.js';
import type { ThreadStore } from './thread-store.js';
import { defaultTurnPolicy, TurnEngine, type TurnPolicy } from './turn-engine.js';
import type { TurnLedger } from './turn-ledger.js';
import type { TurnParts } from './turn-parts.js';

export interface ChatKitServerOptions {
  store: ThreadStore;
  /**
   * Who may write into a thread. By default turns are kept in memory, over any store: right for one process, and
   * what a crash interrupts stays as it is.
   */
  ledger?: TurnLedger;
  /** Absent: attachments are not available. */
  attachmentStore?: AttachmentStore;
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
  private readonly hasLog: boolean;
  private opened?: Promise<void>;

  constructor({ store, ledger, attachmentStore, policy, limits, log }: ChatKitServerOptions) {
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
      limits: this.limits,
      log: log ?? consoleLog,
    };
    this.engine = new TurnEngine(this.parts, this.policy);
    this.dispatcher = new Dispatcher(this.parts, this.engine);
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
   * Appends a message that was said elsewhere; nobody answers it. The same `key` in the same thread appends it once.
   * @throws ChatKitError `turn_busy` while an answer is being written, and whatever a message would meet.
   */
  async appendMessage(
    message: AppendedMessage,
    context: IncomingContext<Context>,
  ): Promise<{ itemId: string; isNew: boolean }> {
    await this.open();
    const full = { requestId: '', metadata: {}, ...context };
    const { itemId, plan } = await planAppendedMessage(this.parts, message, full);
    if (plan) await this.engine.write(plan, full);
    return { itemId, isNew: plan !== undefined };
  }

  /** Closes what an earlier process left open, and begins to look after turns. The first request does so, too. */
  open(): Promise<void> {
    return (this.opened ??= this.engine.open());
  }

  /** Refuses new turns, lets running ones end for as long as the policy says, then stops and stores them. */
  async drain(graceMs = this.policy.shutdownGraceMs): Promise<void> {
    await this.engine.drain(graceMs);
  }

  /** Where to log, for a server that was not told. */
  logTo(log: Log): void {
    if (!this.hasLog) this.parts.log = log;
  }
}
