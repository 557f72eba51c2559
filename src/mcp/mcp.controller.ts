import { All, Controller, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentPrincipal } from '../auth/current-principal.decorator.js';
import { LimitedAs } from '../auth/limited-as.decorator.js';
import { OwnOriginGuard } from '../auth/own-origin.guard.js';
import type { Principal } from '../turns/principal.js';
import { McpEndpoint } from './mcp.endpoint.js';
import { toAuthInfo } from './tool-caller.js';

/** MCP for clients outside of this process, with the same token as everything else. */
@Controller('mcp')
@LimitedAs('tools')
@UseGuards(OwnOriginGuard)
export class McpController {
  constructor(private readonly endpoint: McpEndpoint) {}

  @All()
  async handle(
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.endpoint.handle(
      Object.assign(request, { auth: toAuthInfo(principal) }),
      response,
      request.body as unknown,
    );
  }
}
