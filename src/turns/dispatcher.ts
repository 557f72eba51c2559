import { ChatKitError, StreamError, toErrorEvent, type FailureCode } from '../protocol/errors.js';
import { checkLimits } from '../protocol/check-limits.js';
import {
  isStreaming,
  type ChatKitRequest,
  type PlainRequest,
  type StreamingRequest,
} from '../protocol/requests.js';
import { answerAction, planAction } from './actions.js';
import { createAttachment, deleteAttachment } from './attachment-operations.js';
import { languageFor, type RequestContext } from './context.js';
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
import type { TurnEngine } from './turn-engine.js';
import type { TurnParts } from './turn-parts.js';
import type { TurnPlan } from './turn-plan.js';

/** What a person meets on a valid request: told inside the stream, where their client shows it and keeps their text. */
const toldInStream: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'over_limit',
  'thread_locked',
  'thread_closed',
  'not_pending',
  'turn_busy',
  'shutting_down',
  'not_available',
]);

const isTold = (error: unknown): error is ChatKitError | StreamError =>
  error instanceof ChatKitError ? toldInStream.has(error.code) : error instanceof StreamError;

/**
 * From a valid request to its result. Whatever the request names is looked up by owner before anything is
 * written or sent, so that what is unknown is an error and not a broken stream.
 */
export class Dispatcher {
  constructor(
    private readonly parts: TurnParts,
    private readonly engine: TurnEngine,
  ) {}

  /** @throws ChatKitError for the caller: `not_found`, `bad_request`, `forbidden`, `over_limit`, `not_available`. */
  async process(request: ChatKitRequest, context: RequestContext): Promise<ChatKitResult> {
    requireScope(context.principal, scopeFor(request.type));
    if (isStreaming(request)) return this.stream(request, context);
    checkLimits(request, this.parts.limits);
    return { streaming: false, body: await this.answer(request, context) };
  }

  private async stream(request: StreamingRequest, context: RequestContext): Promise<StreamingResult> {
    try {
      checkLimits(request, this.parts.limits);
      return await this.engine.start(await this.plan(request, context), context);
    } catch (error) {
      if (isTold(error)) return refused(error, toErrorEvent(error, languageFor(context)));
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
