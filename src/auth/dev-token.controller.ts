import { Body, Controller, Inject, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { CONFIG, type Config } from '../config.js';
import { ChatKitError } from '../protocol/errors.js';
import { devTokenBody, DevTokenRequest } from './dev-token.request.js';
import { DevTokens } from './dev-tokens.js';
import { LimitedAs } from './limited-as.decorator.js';
import { isLoopback } from './loopback.js';
import { Public } from './public.decorator.js';

/** Hands out demo tokens, in dev mode and on this machine only. */
@Public()
@LimitedAs('sessions')
@Controller('api/auth')
export class DevTokenController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly tokens: DevTokens,
  ) {}

  /** A token for one of the demo's people, to callers on this machine, in dev mode. */
  @Post('dev-token')
  async issue(
    @Body(devTokenBody) { user }: DevTokenRequest,
    @Req() request: Request,
  ): Promise<{ token: string }> {
    if (this.config.auth.mode !== 'dev') {
      throw new ChatKitError('not_found', 'Demo tokens exist in AUTH_MODE=dev only.');
    }
    if (!isLoopback(request)) {
      throw new ChatKitError('forbidden', 'Demo tokens are handed out on the server’s own machine only.');
    }
    return { token: await this.tokens.issue(user) };
  }
}
