import {
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseFilters,
  type Type,
} from '@nestjs/common';
import { ChatKitMount } from './chatkit-mount.js';
import { ErrorFilter } from './error.filter.js';
import { Heartbeat } from './heartbeat.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';
import { cancelRunningTurn, streamRunningTurn } from './running-turn.js';

/** The turn that runs in a thread, for whoever comes back to it: to watch it, and to stop it. */
@UseFilters(ErrorFilter)
export class RunningTurnController {
  constructor(
    private readonly mount: ChatKitMount,
    private readonly heartbeat: Heartbeat,
  ) {}

  /** Joins the running turn: a snapshot or what was missed, the events that follow, and the end. */
  @Get('events')
  async join(
    @Req() request: HttpRequest,
    @Param('id') threadId: string,
    @Query('after') after: unknown,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const context = await this.mount.contextOf(request);
    const seen = { after, lastEventId: request.headers['last-event-id'] };
    const { server } = this.mount;
    await streamRunningTurn(server, { threadId, context }, { seen, response, heartbeat: this.heartbeat });
  }

  /** Stops the running turn. Answers when it has ended, or after a second. */
  @Post('cancel')
  @HttpCode(200)
  async cancel(@Req() request: HttpRequest, @Param('id') threadId: string) {
    const context = await this.mount.contextOf(request);
    return cancelRunningTurn(this.mount.server, { threadId, context });
  }
}

/** The controller below the given paths; a class of its own, so that an application can have several. */
export function runningTurnsAt(paths: string[]): Type<RunningTurnController> {
  @Controller(paths.map((path) => `${path.replace(/\/+$/, '')}/:id`))
  class MountedRunningTurnController extends RunningTurnController {
    constructor(mount: ChatKitMount, heartbeat: Heartbeat) {
      super(mount, heartbeat);
    }
  }
  return MountedRunningTurnController;
}
