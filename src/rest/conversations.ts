import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { idPrefixes } from '../protocol/ids.js';
import { ChatKitError } from '../protocol/errors.js';
import type { Page } from '../protocol/page.js';
import { pageSize } from '../protocol/page.js';
import { checkLimits } from '../protocol/check-limits.js';
import type { ThreadItem } from '../protocol/items.js';
import { ChatKitServer } from '../turns/chatkit-server.js';
import type { IncomingContext } from '../turns/context.js';
import type { Principal } from '../turns/principal.js';
import type { StreamingResult } from '../turns/results.js';
import type { SummaryQuery, ThreadFiling, ThreadSummary } from '../turns/thread-summary.js';
import type { PageRequest } from './thread.requests.js';
import { toThreadRow, type ThreadRow } from './views.js';
import type { SavedMessage, SentMessage } from './message.requests.js';

/** Largest id that is made for clients whose ids are numbers: it fits wherever theirs did. */
const maxNumber = 2 ** 31 - 1;

/** What the routes do with threads: on the same store, and by the same engine, as `/chatkit`. */
@Injectable()
export class Conversations {
  constructor(private readonly server: ChatKitServer) {}

  /** A page of the caller's threads, newest first. */
  async list(
    query: Omit<SummaryQuery, 'limit' | 'order'> & { limit?: number },
    principal: Principal,
  ): Promise<Page<ThreadRow>> {
    const { server } = this;
    const limit = pageSize(query.limit, server.limits);
    const page = await server.store.loadThreadSummaries({ ...query, limit, order: 'desc' }, principal);
    return { ...page, data: page.data.map(toThreadRow) };
  }

  /** Adds an empty thread, or gives the one of that external id. @throws ChatKitError `over_limit` */
  async add(
    { title, ...filing }: ThreadFiling & { title?: string },
    principal: Principal,
  ): Promise<{ threadId: string; isNew: boolean }> {
    this.checkTitle(title);
    const { store } = this.server;
    return store.addThread(
      {
        id: store.generateThreadId(principal),
        ...(title !== undefined && { title }),
        created_at: new Date().toISOString(),
        status: { type: 'active' },
        metadata: {},
      },
      filing,
      principal,
    );
  }

  /** A thread with a page of what its owner may see of it, oldest first. */
  async read(
    threadId: string,
    { limit, after }: PageRequest,
    principal: Principal,
  ): Promise<{ summary: ThreadSummary; items: Page<ThreadItem>; runningTurnId?: string }> {
    const { store, limits } = this.server;
    const summary = await store.loadThreadSummary(threadId, principal);
    // Before the items: of a turn that has ended by now, all of them are there.
    const runningTurnId = await this.server.runningTurn(threadId, { principal });
    const query = { limit: pageSize(limit, limits), after, order: 'asc', visibleOnly: true } as const;
    return { summary, items: await store.loadThreadItems(threadId, query, principal), runningTurnId };
  }

  async summary(threadId: string, principal: Principal): Promise<ThreadSummary> {
    return this.server.store.loadThreadSummary(threadId, principal);
  }

  async edit(
    threadId: string,
    edits: { title?: string | null; clientMetadata?: Record<string, string>; archived?: boolean },
    principal: Principal,
  ): Promise<ThreadSummary> {
    this.checkTitle(edits.title ?? undefined);
    await this.server.store.editThread(threadId, edits, principal);
    return this.summary(threadId, principal);
  }

  /** Deletes the thread, and stops what is being answered in it. @throws NotFoundError */
  async delete(thread_id: string, context: IncomingContext): Promise<void> {
    await this.server.process({ type: 'threads.delete', params: { thread_id } }, context);
  }

  /** Asks for leave to {@link send}, for whoever has something to write first. @throws ChatKitError `rate_limited` */
  admit<Context extends IncomingContext>(context: Context): Promise<Context> {
    return this.server.admit('threads.add_user_message', context);
  }

  /** Starts a turn, in a new thread unless one is named. */
  async send(
    { threadId, text }: Pick<SentMessage, 'threadId' | 'text'>,
    context: IncomingContext,
  ): Promise<StreamingResult> {
    const input = { content: [{ type: 'input_text', text }], attachments: [], inference_options: {} };
    const result = await this.server.process(
      threadId === undefined
        ? { type: 'threads.create', params: { input } }
        : { type: 'threads.add_user_message', params: { thread_id: threadId, input } },
      context,
    );
    if (!result.streaming) throw new ChatKitError('internal');
    return result;
  }

  /** Saves a message that nobody answers, in a new thread unless one is named. */
  async save(
    { threadId: named, conversationId, ...message }: SavedMessage,
    context: IncomingContext,
  ): Promise<{ itemId: string; threadId: string; isNew: boolean }> {
    const { principal } = context;
    this.checkMessage(message.text);
    const threadId = named ?? (await this.findOrAdd(conversationId, principal));
    return { threadId, ...(await this.server.appendMessage({ threadId, ...message }, context)) };
  }

  /**
   * The thread that a conversation's id means: one of ours, or else what the caller's own systems call it.
   * @throws NotFoundError
   */
  async find(conversationId: string, principal: Principal): Promise<string> {
    return isOwnId(conversationId)
      ? conversationId
      : this.server.store.findThreadId(conversationId, principal);
  }

  /** The same, with a new thread where there is none. One of our ids is not looked up. */
  async findOrAdd(conversationId: string | undefined, principal: Principal): Promise<string> {
    if (conversationId !== undefined && isOwnId(conversationId)) return conversationId;
    return (await this.add({ externalId: conversationId }, principal)).threadId;
  }

  /** A new thread whose external id is a number. */
  async addNumbered(principal: Principal): Promise<string> {
    for (;;) {
      const { threadId, isNew } = await this.add({ externalId: String(randomInt(1, maxNumber)) }, principal);
      if (isNew) return threadId;
    }
  }

  /** @throws ChatKitError `over_limit`: before a thread is made for a message that cannot be in it. */
  checkMessage(text: string): void {
    const content = [{ type: 'input_text' as const, text }];
    const input = { content, attachments: [], inference_options: {} };
    checkLimits({ type: 'threads.create', params: { input } }, this.server.limits);
  }

  private checkTitle(title = ''): void {
    checkLimits({ type: 'threads.update', params: { thread_id: '', title } }, this.server.limits);
  }
}

const isOwnId = (id: string): boolean => id.startsWith(`${idPrefixes.thread}_`);
