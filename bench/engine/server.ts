import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
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
import { ChatKitServer } from '../../src/turns/chatkit-server.js';
import type { TurnContext } from '../../src/turns/context.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { answersTo, type Ask } from './turn.js';

/** Answers at once; to "hold" it says one word and waits for the client to leave. */
class BenchServer extends ChatKitServer {
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

const server = new BenchServer({ store: new MemoryThreadStore() });
const config = parseConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent' });

@Module({
  imports: [ConfigModule.forRoot(config), AuthModule, ChatKitModule.forRoot({ server })],
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
  // What the collector gives back to the system it gives back in the background.
  setTimeout(() => process.send!(process.memoryUsage()), 1_000);
});
