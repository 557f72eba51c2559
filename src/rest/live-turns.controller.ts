import { Controller, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { CurrentPrincipal } from '../auth/current-principal.decorator.js';
import { Heartbeat } from '../chatkit/heartbeat.js';
import { lastSeen } from '../chatkit/last-seen.js';
import { streamResult } from '../chatkit/stream-result.js';
import { ChatKitServer } from '../turns/chatkit-server.js';
import type { Principal } from '../turns/principal.js';
import { CheckedQuery } from './checked.js';
import { JoinTurnRequest } from './live-turn.requests.js';

/** The turn that runs in a thread, for whoever comes back to it: to watch it, and to stop it. */
@Controller('api/chatkit/threads/:id')
export class LiveTurnsController {
  constructor(
    private readonly server: ChatKitServer,
    private readonly heartbeat: Heartbeat,
  ) {}

  /** Joins the running turn: a snapshot or what was missed, the events that follow, and the end. */
  @Get('events')
  async join(
    @CurrentPrincipal() principal: Principal,
    @Param('id') threadId: string,
    @CheckedQuery(JoinTurnRequest) query: JoinTurnRequest,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const after = lastSeen({ after: query.after, lastEventId });
    streamResult(await this.server.joinTurn(threadId, { principal }, { after }), response, this.heartbeat);
  }

  /** Stops the running turn. Answers when it has ended, or after a second. */
  @Post('cancel')
  @HttpCode(200)
  async cancel(@CurrentPrincipal() principal: Principal, @Param('id') threadId: string) {
    const { turnId, status } = await this.server.cancelTurn(threadId, { principal });
    return { turn_id: turnId, status };
  }
}
