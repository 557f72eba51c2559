import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AuthModule } from '../../src/auth/auth.module.js';
import { DevTokens } from '../../src/auth/dev-tokens.js';
import { ChatKitModule } from '../../src/chatkit/chatkit.module.js';
import { parseConfig } from '../../src/config.js';
import { ConfigModule } from '../../src/config.module.js';
import { newId } from '../../src/protocol/ids.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { UserMessageItem } from '../../src/protocol/items.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import type { TurnContext } from '../../src/turns/context.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { MemoryTurnLedger } from '../../src/turns/memory-turn.ledger.js';
import { Responder } from '../../src/turns/responder.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { TurnLedger } from '../../src/turns/turn-ledger.js';
import { answersTo, type Ask } from './turn.js';

/** Answers at once; to "hold" it says one word and waits for the client to leave. */
class BenchResponder extends Responder {
  override async *respond(
    thread: ThreadMetadata,
    input: UserMessageItem | null,
    { signal }: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    const ask = input?.content[0]?.text as Ask;
    for (const event of answersTo(ask, thread.id, () => newId('message'))) {
      yield event;
      if (ask === 'hold' && event.type === 'thread.item.updated') {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      }
    }
  }
}

const store = new MemoryThreadStore();

@Global()
@Module({
  providers: [
    { provide: ThreadStore, useValue: store },
    { provide: TurnLedger, useValue: new MemoryTurnLedger(store) },
    { provide: Responder, useValue: new BenchResponder() },
  ],
  exports: [ThreadStore, TurnLedger, Responder],
})
class MemoryModule {}

const config = parseConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent' });

@Module({
  imports: [ConfigModule.forRoot(config), AuthModule, ChatKitModule.register({ imports: [MemoryModule] })],
})
class BenchModule {}

const app = await NestFactory.create<NestExpressApplication>(BenchModule, {
  bodyParser: false,
  logger: false,
});
await app.listen(0, '127.0.0.1');
const { port } = app.getHttpServer().address() as AddressInfo;
process.send!({ port, token: await app.get(DevTokens).issue('alice') });
process.on('message', () => {
  globalThis.gc?.();
  process.send!(process.memoryUsage());
});
