import type { Request, Response } from 'express';
import { Injectable } from '@nestjs/common';
import { contextOf } from '../chatkit/chatkit-context.js';
import { ChatKitError } from '../protocol/errors.js';
import type { IncomingContext } from '../turns/context.js';
import type { Principal } from '../turns/principal.js';
import type { StreamingResult } from '../turns/results.js';
import { requireUsableKey } from '../turns/turn-key.js';
import { readAnswer, type Answer } from './answer.js';
import { Conversations } from './conversations.js';
import type { ChatRequest } from './message.requests.js';
import type { ToolCallRow } from './views.js';

/** What earlier clients are answered with. */
export interface ChatResponse {
  conversation_id: number | string;
  response: string;
  tool_calls: ToolCallRow[];
  /** Why the answer ended early; `response` is what there is of it. */
  error?: Answer['error'];
}

/** A turn as earlier clients ask for it: their conversations are numbers of their own. */
@Injectable()
export class LegacyChat {
  constructor(private readonly conversations: Conversations) {}

  /**
   * @throws ChatKitError `forbidden` for another's `user_id`; `rate_limited` and its like, before a thread is made;
   * NotFoundError for an unknown id of ours.
   */
  async chat(
    { message, conversation_id, user_id }: ChatRequest,
    principal: Principal,
    { request, response }: { request: Request; response: Response },
  ): Promise<ChatResponse> {
    if (user_id != null && user_id !== principal.userId) throw new ChatKitError('forbidden', 'Access denied');
    this.conversations.checkMessage(message);
    const incoming = contextOf(request, principal);
    requireUsableKey(incoming);
    // Ahead of the thread that is made for the message.
    const context = await this.conversations.admit(incoming);
    const result = await this.begin({ message, conversation_id }, context).catch((error) => {
      context.admitted?.end();
      throw error;
    });
    const { thread_id, response: text, tool_calls, error } = await readAnswer(result, response);
    const named = await this.nameOf(thread_id, principal);
    return { conversation_id: named, response: text, tool_calls, ...(error && { error }) };
  }

  private async begin(
    { message, conversation_id }: Pick<ChatRequest, 'message' | 'conversation_id'>,
    context: IncomingContext,
  ): Promise<StreamingResult> {
    const { principal, idempotency } = context;
    if (conversation_id != null) {
      const threadId = await this.conversations.findOrAdd(conversation_id, principal);
      return this.conversations.send({ threadId, text: message }, context);
    }
    const threadId = await this.conversations.addNumbered(principal);
    // The conversation is a new one each time, and no part of what makes two messages the same.
    const asked = idempotency && { ...idempotency, message: { type: 'chat', message } };
    const named = asked ? { ...context, idempotency: asked } : context;
    let result: StreamingResult | undefined;
    try {
      result = await this.conversations.send({ threadId, text: message }, named);
      return result;
    } finally {
      // Answered before, in the conversation of then; or not at all.
      if (idempotency && result?.threadId !== threadId) await this.conversations.delete(threadId, context);
    }
  }

  /** What earlier clients call a thread: a number where it has one. A thread that is gone by now has its id left. */
  private async nameOf(threadId: string, principal: Principal): Promise<number | string> {
    try {
      return toConversationId(await this.conversations.summary(threadId, principal));
    } catch (error) {
      if (error instanceof ChatKitError && error.code === 'not_found') return threadId;
      throw error;
    }
  }
}

/** The number that a thread is filed under, or its external id, or its own. */
export function toConversationId(thread: { id: string; external_id?: string }): number | string {
  const name = thread.external_id ?? thread.id;
  return /^[1-9]\d{0,14}$/.test(name) ? Number(name) : name;
}
