import type { AddressInfo } from 'node:net';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { ChatKitModule } from '../../src/chatkit/chatkit.module.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { EmptyAttachmentStore, TalkingResponder } from './talking.responder.js';

export interface TalkingServer {
  /** The endpoint. A bearer token names the person who asks. */
  url: string;
  close(): Promise<void>;
}

/** A ChatKit server in which everything that is optional is there, in memory, open to pages of `origin`. */
export async function startTalkingServer(origin: string): Promise<TalkingServer> {
  const server = new DelegatingServer(new TalkingResponder(), {
    store: new MemoryThreadStore(),
    attachmentStore: new EmptyAttachmentStore(),
    log: { info() {}, warn() {}, error() {} },
  });
  const mounted = ChatKitModule.forRoot({
    server,
    principal: ({ headers }) => {
      const userId = headers.authorization?.replace('Bearer ', '');
      return userId ? { userId } : undefined;
    },
  });
  const building = await Test.createTestingModule({ imports: [mounted] }).compile();
  const app = building.createNestApplication<NestExpressApplication>(new ExpressAdapter(), {
    bodyParser: false,
    logger: false,
    forceCloseConnections: true,
  });
  app.enableCors({ origin, allowedHeaders: ['authorization', 'content-type', 'chatkit-frame-instance-id'] });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/chatkit`, close: () => app.close() };
}
