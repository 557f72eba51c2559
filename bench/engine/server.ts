import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ChatKitModule } from '../../src/chatkit/chatkit.module.js';
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
// As the reference's host does: nobody is asked who they are.
const bench = ChatKitModule.forRoot({ server, principal: () => ({ userId: 'alice' }) });

const app = await NestFactory.create<NestExpressApplication>(bench, { bodyParser: false, logger: false });
await app.listen(0, '127.0.0.1');
const { port } = app.getHttpServer().address() as AddressInfo;
process.send!({ port });
process.on('message', () => {
  globalThis.gc?.();
  // What the collector gives back to the system it gives back in the background.
  setTimeout(() => process.send!(process.memoryUsage()), 1_000);
});
