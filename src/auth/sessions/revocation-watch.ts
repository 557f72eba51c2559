import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { OpenAnswers } from './open-answers.js';
import { Revocations } from './revocations.js';
import { SessionStore } from './session.store.js';

/** Twice in the minute after which a revocation is promised to be seen everywhere. */
const everyMs = 25_000;
/** A transaction that was open while we looked may tell of an earlier moment than the one we saw. */
const marginMs = 60_000;
const purgeEveryMs = 6 * 3_600_000;

/** Looks for what other processes revoked, while there are answers open here that it may concern. */
@Injectable()
export class RevocationWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Sessions');
  private lookedAt = performance.now();
  private timers: NodeJS.Timeout[] = [];
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: SessionStore,
    private readonly revocations: Revocations,
    private readonly openAnswers: OpenAnswers,
  ) {}

  onApplicationBootstrap(): void {
    this.timers = [
      setInterval(() => void (this.looking = this.look()), everyMs).unref(),
      setInterval(() => void (this.looking = this.purge()), purgeEveryMs).unref(),
    ];
  }

  async onApplicationShutdown(): Promise<void> {
    this.timers.forEach((timer) => clearInterval(timer));
    // The database is closed next.
    await this.looking;
  }

  /** Looks once. Done every 25 seconds by itself. */
  async look(): Promise<void> {
    const now = performance.now();
    if (this.openAnswers.size === 0) return void (this.lookedAt = now);
    try {
      const revoked = await this.store.revokedWithin((now - this.lookedAt + marginMs) / 1000);
      this.lookedAt = now;
      this.revocations.heed(revoked);
    } catch (err) {
      this.logger.warn({ msg: 'could not look for sign-outs; open streams go on until the next look', err });
    }
  }

  private async purge(): Promise<void> {
    try {
      await this.store.purge();
    } catch (err) {
      this.logger.warn({ msg: 'could not delete old sessions', err });
    }
  }
}
