import { Controller, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentPrincipal } from '../auth/current-principal.decorator.js';
import { contextOf } from '../chatkit/chatkit-context.js';
import { Heartbeat } from '../chatkit/heartbeat.js';
import { streamResult } from '../chatkit/stream-result.js';
import type { Principal } from '../turns/principal.js';
import { readAnswer } from './answer.js';
import { begunInBackground } from './background.js';
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
   * Without a `role`: the answer as one body, or as the protocol's events for who accepts `text/event-stream`, or with
   * `background` 202 and where it will be. With a role: 201 and where the message is; 200 when it was there.
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
    if (message.isInBackground) {
      // Nobody stays whose going could mean anything.
      const begun = await begunInBackground(
        await this.conversations.send(message, { ...context, stopsExplicitly: true }),
      );
      response.status(202).setHeader('chatkit-turn-id', begun.turn_id);
      response.json(begun);
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
