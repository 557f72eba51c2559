import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import type { LimitName } from '../config/rate-limits.js';
import { newId } from '../protocol/ids.js';
import { TooManyRequestsError } from '../protocol/errors.js';
import { RefusalLog } from './refusal-log.js';
import { RateStore } from './rate-store.js';
import type { Subject } from './subject.js';
import { waitText } from './texts.js';
import { UsageClock } from './usage-clock.js';

/** Until an answer of one's own may have ended; nobody knows when. */
const streamRetryMs = 5_000;

/** The limits as the settings have them, over whatever counts. */
@Injectable()
export class RateLimits implements OnApplicationShutdown {
  private readonly refusals: RefusalLog;
  private readonly settings: Config['usage'];

  constructor(
    @Inject(CONFIG) { usage }: Config,
    private readonly store: RateStore,
    clock: UsageClock,
  ) {
    this.settings = usage;
    this.refusals = new RefusalLog(new Logger('Limits'), clock);
  }

  has(name: LimitName): boolean {
    return this.settings.rates[name] !== undefined;
  }

  /** Counts one, unless the limit is off. @throws TooManyRequestsError `rate_limited` */
  async take(name: LimitName, subject: Subject): Promise<void> {
    await this.attempt(name, subject, { isLook: false });
  }

  /** Counts a failed sign-in. Enough of them, and {@link requireUnlocked} throws for a while. */
  async noteFailure(subject: Subject): Promise<void> {
    const rate = this.settings.rates.failed_sign_ins;
    if (!rate) return;
    const { lockoutMs } = this.settings;
    await this.store.take({ key: `failed_sign_ins ${subject.key}`, rate, lockMs: lockoutMs });
  }

  /** @throws TooManyRequestsError `rate_limited`, where too many sign-ins have failed. */
  requireUnlocked(subject: Subject): Promise<void> {
    return this.attempt('failed_sign_ins', subject, { isLook: true });
  }

  /**
   * One of the answers that may be written for a person at the same time.
   * @returns what gives the place back.
   * @throws TooManyRequestsError `too_many_streams`
   */
  async holdStream(subject: Subject): Promise<() => void> {
    const { maxStreams } = this.settings;
    if (maxStreams === 0) return () => undefined;
    const holder = newId('request');
    const key = `streams ${subject.key}`;
    if (!(await this.store.hold(key, holder, maxStreams))) {
      throw this.refuse(
        'streams',
        subject,
        new TooManyRequestsError('too_many_streams', { retryAfterMs: streamRetryMs }),
      );
    }
    return () => void this.store.release(key, holder);
  }

  /** Says in the log that a request was refused, and by which limit; not each time. @returns the refusal. */
  refuse(limit: string, subject: Subject, refusal: TooManyRequestsError): TooManyRequestsError {
    this.refusals.note(limit, subject, refusal.retryAfterSeconds);
    return refusal;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }

  private async attempt(name: LimitName, subject: Subject, { isLook }: { isLook: boolean }): Promise<void> {
    const rate = this.settings.rates[name];
    if (!rate) return;
    const { isAllowed, retryAfterMs } = await this.store.take({
      key: `${name} ${subject.key}`,
      rate,
      isLook,
    });
    if (isAllowed) return;
    const policy = { name, limit: rate.limit, windowSeconds: Math.ceil(rate.windowMs / 1000) };
    const words = waitText(retryAfterMs);
    throw this.refuse(
      name,
      subject,
      new TooManyRequestsError('rate_limited', { retryAfterMs, policy, words }),
    );
  }
}
