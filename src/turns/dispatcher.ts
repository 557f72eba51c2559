import type { Attachment } from '../protocol/attachments.js';
import { ChatKitError, toErrorEvent, type FailureCode } from '../protocol/errors.js';
import type { UserMessageItem } from '../protocol/items.js';
import {
  isStreaming,
  type ChatKitRequest,
  type RequestOf,
  type UserMessageInput,
} from '../protocol/requests.js';
import { toThreadView, type ThreadMetadata } from '../protocol/thread.js';
import type { RequestContext } from './context.js';
import type { Principal } from './principal.js';
import { jsonResult, refusal, type ChatKitResult } from './results.js';
import { deleteThread, getThread, listItems, listThreads, renameThread } from './thread-operations.js';
import type { TurnEngine, TurnPlan } from './turn-engine.js';
import type { TurnParts } from './turn-parts.js';
import { toUserMessage } from './user-message.js';

/** What a person meets on a valid request: told inside the stream, where their client shows it and keeps their text. */
const toldInStream: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'thread_locked',
  'thread_closed',
  'turn_busy',
  'shutting_down',
  'not_available',
]);

/**
 * From a valid request to its result. Whatever the request names is looked up by owner before anything is
 * written or sent, so that what is unknown is an error and not a broken stream.
 */
export class Dispatcher {
  constructor(
    private readonly parts: TurnParts,
    private readonly engine: TurnEngine,
  ) {}

  /** @throws ChatKitError for the caller: `not_found`, `not_available`. */
  async process(request: ChatKitRequest, context: RequestContext): Promise<ChatKitResult> {
    try {
      return await this.dispatch(request, context);
    } catch (error) {
      if (error instanceof ChatKitError && isStreaming(request) && toldInStream.has(error.code)) {
        return refusal(toErrorEvent(error));
      }
      throw error;
    }
  }

  private async dispatch(request: ChatKitRequest, context: RequestContext): Promise<ChatKitResult> {
    const { store } = this.parts;
    const { principal } = context;
    switch (request.type) {
      case 'threads.create':
        return this.createThread(request.params.input, context);
      case 'threads.add_user_message':
        return this.addUserMessage(request.params, context);
      case 'threads.get_by_id':
        return jsonResult(await getThread(store, request.params.thread_id, principal));
      case 'threads.list':
        return jsonResult(await listThreads(store, request.params, principal));
      case 'threads.update':
        return jsonResult(await renameThread(store, request.params, principal));
      case 'threads.delete':
        return this.deleteThread(request.params.thread_id, principal);
      case 'items.list':
        return jsonResult(await listItems(store, request.params, principal));
      case 'threads.add_client_tool_output':
      case 'threads.add_structured_input':
      case 'threads.retry_after_item':
      case 'threads.custom_action':
      case 'threads.sync_custom_action':
      case 'items.feedback':
        // An id of somebody else's must read the same here as in the operations that work.
        await store.loadThread(request.params.thread_id, principal);
        throw notAvailable(request);
      case 'attachments.create':
      case 'attachments.delete':
      case 'input.transcribe':
        throw notAvailable(request);
    }
  }

  private async createThread(input: UserMessageInput, context: RequestContext): Promise<ChatKitResult> {
    const { store } = this.parts;
    const { principal } = context;
    const attachments = await this.loadAttachments(input, principal);
    const thread: ThreadMetadata = {
      id: store.generateThreadId(principal),
      created_at: new Date().toISOString(),
      status: { type: 'active' },
      metadata: {},
    };
    const item = this.toItem(input, thread, attachments, principal);
    return this.engine.start(
      {
        ...this.planFor(thread, item),
        changes: { thread, items: [item], attachments: item.attachments },
        opening: [
          { type: 'thread.created', thread: toThreadView(thread) },
          { type: 'thread.item.done', item },
        ],
      },
      context,
    );
  }

  private async addUserMessage(
    { thread_id, input }: RequestOf<'threads.add_user_message'>['params'],
    context: RequestContext,
  ): Promise<ChatKitResult> {
    const { principal } = context;
    const thread = await this.parts.store.loadThread(thread_id, principal);
    const attachments = await this.loadAttachments(input, principal);
    refuseUnlessActive(thread);
    const item = this.toItem(input, thread, attachments, principal);
    return this.engine.start(
      {
        ...this.planFor(thread, item),
        changes: { items: [item], attachments: item.attachments },
        opening: [{ type: 'thread.item.done', item }],
      },
      context,
    );
  }

  private async deleteThread(threadId: string, principal: Principal): Promise<ChatKitResult> {
    const body = await deleteThread(this.parts.store, threadId, principal);
    this.engine.stopThread(threadId, 'thread_deleted');
    return jsonResult(body);
  }

  /** One after another: a request that names thousands must not fill the database's queue. */
  private async loadAttachments(input: UserMessageInput, principal: Principal): Promise<Attachment[]> {
    const attachments: Attachment[] = [];
    for (const id of input.attachments)
      attachments.push(await this.parts.store.loadAttachment(id, principal));
    return attachments;
  }

  private toItem(
    input: UserMessageInput,
    thread: ThreadMetadata,
    attachments: readonly Attachment[],
    principal: Principal,
  ): UserMessageItem {
    return toUserMessage(input, {
      id: this.parts.store.generateItemId('message', thread, principal),
      threadId: thread.id,
      createdAt: new Date(),
      attachments,
    });
  }

  private planFor(
    thread: ThreadMetadata,
    item: UserMessageItem,
  ): Pick<TurnPlan, 'kind' | 'thread' | 'answer'> {
    return {
      kind: 'message',
      thread,
      answer: (live, context) => this.parts.responder.respond(live, item, context),
    };
  }
}

function refuseUnlessActive({ status }: ThreadMetadata): void {
  if (status.type === 'active') return;
  throw new ChatKitError(status.type === 'locked' ? 'thread_locked' : 'thread_closed', status.reason);
}

function notAvailable({ type }: ChatKitRequest): ChatKitError {
  return new ChatKitError('not_available', `\`${type}\` is not available on this server yet.`);
}
