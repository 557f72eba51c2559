import { Controller, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { CurrentPrincipal } from '../auth/current-principal.decorator.js';
import { Heartbeat } from '../chatkit/heartbeat.js';
import { cancelRunningTurn, streamRunningTurn } from '../chatkit/running-turn.js';
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
    const asked = { threadId, context: { principal } };
    const seen = { after: query.after, lastEventId };
    await streamRunningTurn(this.server, asked, { seen, response, heartbeat: this.heartbeat });
  }

  /** Stops the running turn. Answers when it has ended, or after a second. */
  @Post('cancel')
  @HttpCode(200)
  async cancel(@CurrentPrincipal() principal: Principal, @Param('id') threadId: string) {
    return cancelRunningTurn(this.server, { threadId, context: { principal } });
  }
}
