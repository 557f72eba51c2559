import { Controller, Get, HttpCode, Param, Post, Req, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentPrincipal } from '../auth/current-principal.decorator.js';
import type { Principal } from '../turns/principal.js';
import { CheckedBody, CheckedQuery } from './checked.js';
import { Conversations } from './conversations.js';
import { DeprecationInterceptor } from './deprecation.interceptor.js';
import { LegacyChat, toConversationId, type ChatResponse } from './legacy-chat.js';
import { ChatRequest } from './message.requests.js';
import { PathOwnerGuard } from './path-owner.guard.js';
import { PageRequest } from './thread.requests.js';
import { toMessageRows } from './views.js';

/** The routes of the chat that came before, for clients that still speak them. */
@Controller('api')
@UseGuards(PathOwnerGuard)
@UseInterceptors(DeprecationInterceptor)
export class LegacyChatController {
  constructor(
    private readonly chats: LegacyChat,
    private readonly conversations: Conversations,
  ) {}

  @Post(':user_id/chat')
  @HttpCode(200)
  chat(
    @CurrentPrincipal() principal: Principal,
    @CheckedBody(ChatRequest) body: ChatRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ChatResponse> {
    return this.chats.chat(body, principal, { request, response });
  }

  @Get(':user_id/conversations/:id')
  async conversation(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @CheckedQuery(PageRequest) page: PageRequest,
  ) {
    const { summary, items } = await this.read(id, page, principal);
    return {
      id: toConversationId(summary),
      user_id: principal.userId,
      created_at: summary.created_at,
      updated_at: summary.updated_at,
      ...items,
    };
  }

  @Get('chatkit/:user_id/conversations/:id/messages')
  async messages(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @CheckedQuery(PageRequest) page: PageRequest,
  ) {
    const { summary, items } = await this.read(id, page, principal);
    return { conversation_id: toConversationId(summary), ...items };
  }

  /** Clients that know no pages get as much at once as a page can have. */
  private async read(
    id: string,
    { limit = Number.MAX_SAFE_INTEGER, after }: PageRequest,
    principal: Principal,
  ) {
    const threadId = await this.conversations.find(id, principal);
    const { summary, items } = await this.conversations.read(threadId, { limit, after }, principal);
    const { data, ...rest } = items;
    return { summary, items: { messages: toMessageRows(data), ...rest } };
  }
}
