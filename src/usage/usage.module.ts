import { Global, Logger, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FailedSignIns } from '../auth/failed-sign-ins.js';
import { CONFIG, type Config } from '../config.js';
import { Admission } from '../turns/admission.js';
import { AddressLimit } from './address-limit.js';
import { DailyQuota } from './daily-quota.js';
import { InsuredRateStore } from './insured-rate.store.js';
import { KnownTokens } from './known-tokens.js';
import { LimitGuard } from './limit.guard.js';
import { MemoryRateStore } from './memory-rate.store.js';
import { RateLimits } from './rate-limits.js';
import { RateStore } from './rate-store.js';
import { TurnAdmission } from './turn-admission.js';
import { UsageClock } from './usage-clock.js';

/**
 * What everybody may take: rate limits, answers at the same time, a daily quota. Global, so that whoever asks for an
 * `Admission` or tells of failed sign-ins finds it. Its guard must come behind those of `AuthModule`.
 */
@Global()
@Module({
  providers: [
    UsageClock,
    { provide: RateStore, inject: [CONFIG, UsageClock], useFactory: provideStore },
    RateLimits,
    KnownTokens,
    DailyQuota,
    AddressLimit,
    { provide: FailedSignIns, useExisting: AddressLimit },
    { provide: Admission, useClass: TurnAdmission },
    { provide: APP_GUARD, useClass: LimitGuard },
  ],
  exports: [AddressLimit, Admission, FailedSignIns],
})
export class UsageModule {}

/** Redis where `REDIS_URL` is set. A start waits for it for two seconds, and goes on without it. */
async function provideStore({ redis }: Config, clock: UsageClock): Promise<RateStore> {
  const own = new MemoryRateStore(clock);
  if (!redis) return own;
  // Only where it is used: the client takes its time to load.
  const { RedisRateStore } = await import('./redis-rate.store.js');
  const logger = new Logger('Limits');
  const shared = new RedisRateStore({
    ...redis,
    onError: ({ message }) => logger.debug({ msg: 'Redis', cause: message }),
  });
  await shared.open();
  return new InsuredRateStore({ shared, own }, clock, (isDown, error) => {
    const cause = (error as Error | undefined)?.message;
    if (isDown)
      logger.warn({ msg: 'Redis is away; limits hold for each process on its own meanwhile', cause });
    else logger.log('Redis is back; limits hold for all processes together');
  });
}
