import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { LimitedAs } from '../auth/limited-as.decorator.js';
import { OwnOriginGuard } from '../auth/own-origin.guard.js';
import { Public } from '../auth/public.decorator.js';
import { CheckedBody } from './checked.js';
import { LegacyChat, type ChatResponse } from './legacy-chat.js';
import { LoopbackGuard } from './loopback.guard.js';
import { ChatRequest } from './message.requests.js';

/**
 * A turn without a token, for trying things out on one's own machine. Not there in production, and not for pages of
 * other sites that are open in the same browser.
 */
@Public()
@Controller('api/chat-test')
export class ChatTestController {
  constructor(private readonly chats: LegacyChat) {}

  /** Whoever `user_id` names is somebody of this route alone, and reads nothing of those who sign in. */
  @Post()
  @LimitedAs('turns')
  @HttpCode(200)
  @UseGuards(LoopbackGuard, OwnOriginGuard)
  chat(
    @CheckedBody(ChatRequest) { user_id, ...body }: ChatRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ChatResponse> {
    const principal = { userId: `chat-test:${user_id ?? 'anybody'}` };
    return this.chats.chat(body, principal, { request, response });
  }
}
