import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Counts how often each old route is used. Once a day, and when the server ends, one log line says so, unless there was
 * nothing to count: who sees none any more can switch the routes off. Counts are of this process.
 */
@Injectable()
export class LegacyUsage implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('LegacyChat');
  private readonly counts = new Map<string, number>();
  private timer?: NodeJS.Timeout;

  onModuleInit(): void {
    this.timer = setInterval(() => this.report(), dayMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.report();
  }

  /** @param route Its method and path as it was declared, without anybody's ids: `POST /api/:user_id/chat`. */
  count(route: string): void {
    this.counts.set(route, (this.counts.get(route) ?? 0) + 1);
  }

  /** Logs what was counted since the last time. */
  private report(): void {
    if (this.counts.size === 0) return;
    this.logger.log({ msg: 'old chat routes were used', requests: Object.fromEntries(this.counts) });
    this.counts.clear();
  }
}
