import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { isLoopback } from '../auth/loopback.js';
import { Public } from '../auth/public.decorator.js';
import { CONFIG, type Config } from '../config.js';
import { ChatKitError } from '../protocol/errors.js';
import { Metrics } from './metrics.js';

/**
 * `/metrics`, for Prometheus: with the token that the operator has set, or else from the server's own machine. People's
 * tokens are no use here: what a server does is no business of theirs.
 */
@Public()
@Controller()
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws ChatKitError `forbidden` */
  @Get('metrics')
  async read(@Req() request: Request, @Res() response: Response): Promise<void> {
    this.requireReader(request);
    const text = await this.metrics.expose();
    response.set({ 'content-type': this.metrics.contentType, 'cache-control': 'no-store' }).end(text);
  }

  private requireReader(request: Request): void {
    const { metricsToken } = this.config;
    if (metricsToken === undefined) {
      if (isLoopback(request)) return;
      throw new ChatKitError(
        'forbidden',
        'Metrics are read on the server’s own machine, or with METRICS_TOKEN.',
      );
    }
    const [, given] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (given === undefined || !isSame(given, metricsToken)) {
      throw new ChatKitError('forbidden', 'Metrics are read with METRICS_TOKEN as bearer token.');
    }
  }
}

/** Takes as long whichever character differs. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
