import { ChatKitError, StreamError, toErrorEvent, type FailureCode } from '../protocol/errors.js';
import { checkLimits } from '../protocol/check-limits.js';
import { newId } from '../protocol/ids.js';
import {
  isStreaming,
  type ChatKitRequest,
  type PlainRequest,
  type StreamingRequest,
} from '../protocol/requests.js';
import { answerAction, planAction } from './actions.js';
import { createAttachment, deleteAttachment } from './attachment-operations.js';
import { languageFor, noUsage, type Admitted, type RequestContext } from './context.js';
import { KeyedTurns } from './keyed-turns.js';
import { isOutage } from './outage.js';
import type { LiveTurns } from './live-turns.js';
import { planNewThread, planUserMessage } from './message-plans.js';
import { refused, type ChatKitResult, type StreamingResult } from './results.js';
import { planRetry } from './retry-plan.js';
import { requireScope, scopeFor } from './scopes.js';
import { planStructuredInput } from './structured-input-plan.js';
import {
  addFeedback,
  deleteThread,
  getThread,
  listItems,
  listThreads,
  renameThread,
} from './thread-operations.js';
import { planToolOutput } from './tool-output-plan.js';
import { transcribe } from './transcription.js';
import type { TurnEngine, TurnPolicy } from './turn-engine.js';
import { keyOf, type TurnKey } from './turn-key.js';
import type { TurnParts } from './turn-parts.js';
import type { TurnPlan } from './turn-plan.js';
import type { TurnRun } from './turn-run.js';
import { WaitingLines } from './waiting-lines.js';

/** What a person meets on a valid request: told inside the stream, where their client shows it and keeps their text. */
const toldInStream: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'over_limit',
  'thread_locked',
  'thread_closed',
  'not_pending',
  'rate_limited',
  'too_many_streams',
  'quota_spent',
  'turn_busy',
  'shutting_down',
  'not_available',
  'attachment_not_ready',
  'attachment_used',
]);

const isTold = (error: unknown): error is ChatKitError | StreamError =>
  error instanceof ChatKitError ? toldInStream.has(error.code) : error instanceof StreamError;

/**
 * From a valid request to its result. Whatever the request names is looked up by owner before anything is
 * written or sent, so that what is unknown is an error and not a broken stream.
 */
export class Dispatcher {
  private readonly keyed: KeyedTurns;
  private readonly lines: WaitingLines;

  private readonly engine: TurnEngine;

  constructor(
    private readonly parts: TurnParts,
    { engine, live, policy }: { engine: TurnEngine; live: LiveTurns; policy: TurnPolicy },
  ) {
    this.engine = engine;
    this.keyed = new KeyedTurns(parts, engine, live);
    this.lines = new WaitingLines(parts, engine, policy);
  }

  /** Refuses the messages that wait for an answer's end. */
  close(): void {
    this.lines.close();
  }

  /**
   * @throws ChatKitError for the caller: `not_found`, `bad_request`, `forbidden`, `over_limit`, `rate_limited`,
   * `idempotency_mismatch`, `not_available`.
   */
  async process(request: ChatKitRequest, context: RequestContext): Promise<ChatKitResult> {
    requireScope(context.principal, scopeFor(request.type));
    if (isStreaming(request)) return this.stream(request, context);
    checkLimits(request, this.parts.limits);
    const admitted = await this.admit(request, context);
    try {
      const body = await this.answer(request, context);
      admitted?.end(noUsage());
      return { streaming: false, body };
    } catch (error) {
      admitted?.end();
      throw error;
    }
  }

  private async admit({ type }: ChatKitRequest, context: RequestContext): Promise<Admitted | undefined> {
    return context.admitted ?? this.parts.admission?.admit(type, context);
  }

  private async stream(request: StreamingRequest, context: RequestContext): Promise<StreamingResult> {
    let hasBegun = false;
    try {
      checkLimits(request, this.parts.limits);
      const key = keyOf(request, context);
      const begin = () => {
        hasBegun = true;
        return this.begin(request, context, key);
      };
      return await (key ? this.keyed.once(key, context, begin) : begin());
    } catch (error) {
      const told = isTold(error) ? error : this.unexpected(error, context);
      return refused(told, toErrorEvent(told, languageFor(context)));
    } finally {
      // Nothing was begun of what was let in ahead.
      if (!hasBegun) context.admitted?.end();
    }
  }

  /** A database that does not answer, for one: told in the stream as well, where it does not cost people their text. */
  private unexpected(error: unknown, { requestId }: RequestContext): ChatKitError {
    const isAway = isOutage(error);
    // What the request itself is to blame for has a status of its own.
    if (error instanceof ChatKitError && !isAway) throw error;
    this.parts.log.error('turn could not begin', { requestId, error });
    return new ChatKitError(isAway ? 'storage_unavailable' : 'internal', undefined, { cause: error });
  }

  private async begin(
    request: StreamingRequest,
    context: RequestContext,
    key: TurnKey | undefined,
  ): Promise<StreamingResult> {
    const admitted = await this.admit(request, context);
    const turnId = newId('turn');
    let run: TurnRun | undefined;
    const check = () => this.plan(request, context);
    const start = async () => {
      const begun = await this.engine.start({ ...(await check()), key }, context, turnId);
      void begun.finished.then(() => admitted?.end(begun.usage));
      return (run = begun);
    };
    const begin = key ? () => this.keyed.orKnown(key, context, start) : start;
    const isNew = request.type === 'threads.create';
    try {
      const result: StreamingResult = isNew
        ? await begin()
        : await this.lines.begin({ turnId, threadId: request.params.thread_id, context, check, begin });
      // One that waited may be refused in the end, and what was sent twice is answered by the other's turn.
      void Promise.resolve(result.decided).then(() => run ?? admitted?.end());
      return result;
    } catch (error) {
      admitted?.end();
      throw error;
    }
  }

  private plan(request: StreamingRequest, context: RequestContext): Promise<TurnPlan> {
    const { parts } = this;
    switch (request.type) {
      case 'threads.create':
        return planNewThread(parts, request.params, context);
      case 'threads.add_user_message':
        return planUserMessage(parts, request.params, context);
      case 'threads.add_client_tool_output':
        return planToolOutput(parts, request.params, context);
      case 'threads.add_structured_input':
        return planStructuredInput(parts, request.params, context);
      case 'threads.retry_after_item':
        return planRetry(parts, request.params, context);
      case 'threads.custom_action':
        return planAction(parts, request.params, context);
    }
  }

  private async answer(request: PlainRequest, context: RequestContext): Promise<unknown> {
    const { parts } = this;
    switch (request.type) {
      case 'threads.get_by_id':
        return getThread(parts, request.params, context);
      case 'threads.list':
        return listThreads(parts, request.params, context);
      case 'threads.update':
        return renameThread(parts, request.params, context);
      case 'threads.delete': {
        const answer = await deleteThread(parts, request.params, context);
        this.engine.stopThread(request.params.thread_id, 'thread_deleted');
        return answer;
      }
      case 'items.list':
        return listItems(parts, request.params, context);
      case 'items.feedback':
        return addFeedback(parts, request.params, context);
      case 'attachments.create':
        return createAttachment(parts, request.params, context);
      case 'attachments.delete':
        return deleteAttachment(parts, request.params, context);
      case 'input.transcribe':
        return transcribe(parts, request.params, context);
      case 'threads.sync_custom_action':
        return answerAction(parts, request.params, context);
    }
  }
}
