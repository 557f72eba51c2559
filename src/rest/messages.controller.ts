import { Controller, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentPrincipal } from '../auth/current-principal.decorator.js';
import { contextOf } from '../chatkit/chatkit-context.js';
import { Heartbeat } from '../chatkit/heartbeat.js';
import { streamResult } from '../chatkit/stream-result.js';
import type { Principal } from '../turns/principal.js';
import { readAnswer } from './answer.js';
import { CheckedBody } from './checked.js';
import { Conversations } from './conversations.js';
import { toConversationId } from './legacy-chat.js';
import { MessageRequest, toMessage } from './message.requests.js';

/** Sends a message to be answered, or saves one that was said elsewhere. */
@Controller('api/chatkit/messages')
export class MessagesController {
  constructor(
    private readonly conversations: Conversations,
    private readonly heartbeat: Heartbeat,
  ) {}

  /**
   * Without a `role`: the answer as one body, or as the protocol's events for who accepts `text/event-stream`. With one:
   * 201 and where the message is; 200 when it was there.
   */
  @Post()
  async post(
    @CurrentPrincipal() principal: Principal,
    @CheckedBody(MessageRequest) body: MessageRequest,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const context = contextOf(request, principal);
    const message = toMessage(body);
    if ('role' in message) {
      const { itemId, threadId, isNew } = await this.conversations.save(message, context);
      const conversation_id = toConversationId({ id: threadId, external_id: message.conversationId });
      response.status(isNew ? 201 : 200).json({ status: 'saved', message_id: itemId, conversation_id });
      return;
    }
    const result = await this.conversations.send(message, context);
    if (/\btext\/event-stream\b/i.test(request.headers.accept ?? '')) {
      streamResult(result, response, this.heartbeat);
      return;
    }
    const answer = await readAnswer(result, response);
    response.setHeader('cache-control', 'no-store');
    if (result.turnId) response.setHeader('chatkit-turn-id', result.turnId);
    response.status(200).json(answer);
  }
}
