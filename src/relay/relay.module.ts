import { Global, Logger, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { TurnRelay } from '../turns/turn-relay.js';

/** Provides a {@link TurnRelay} where `REDIS_URL` is set, and undefined where it is not. */
@Global()
@Module({
  providers: [{ provide: TurnRelay, inject: [CONFIG], useFactory: provideRelay }],
  exports: [TurnRelay],
})
export class RelayModule {}

async function provideRelay({ redis }: Config): Promise<TurnRelay | undefined> {
  if (!redis) return undefined;
  // Only where it is used: the client takes its time to load.
  const { RedisTurnRelay } = await import('./redis-turn-relay.js');
  const logger = new Logger('Relay');
  return new RedisTurnRelay({
    ...redis,
    onError: ({ message }) => logger.debug({ msg: 'Redis', cause: message }),
  });
}
