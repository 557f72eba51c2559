import { Module, type DynamicModule, type InjectionToken, type ModuleMetadata } from '@nestjs/common';
import { OwnOriginGuard } from '../auth/own-origin.guard.js';
import { Heartbeat } from '../chatkit/heartbeat.js';
import type { Config } from '../config.js';
import { ChatKitServer } from '../turns/chatkit-server.js';
import { ChatTestController } from './chat-test.controller.js';
import { Conversations } from './conversations.js';
import { DeprecationInterceptor } from './deprecation.interceptor.js';
import { LiveTurnsController } from './live-turns.controller.js';
import { LegacyChatController } from './legacy-chat.controller.js';
import { LegacyChat } from './legacy-chat.js';
import { LegacyUsage } from './legacy-usage.js';
import { LoopbackGuard } from './loopback.guard.js';
import { MessagesController } from './messages.controller.js';
import { PathOwnerGuard } from './path-owner.guard.js';
import { ReadBodyPipe } from './read-body.pipe.js';
import { ThreadsController } from './threads.controller.js';

interface RestModuleOptions {
  imports?: ModuleMetadata['imports'];
  /** What the routes work on: the server that answers `/chatkit`. */
  server: InjectionToken<ChatKitServer>;
}

/** Threads and messages over plain HTTP, on the server that answers `/chatkit`. */
@Module({})
export class RestModule {
  static register(
    { legacyChat, nodeEnv }: Config,
    { imports = [], server }: RestModuleOptions,
  ): DynamicModule {
    return {
      module: RestModule,
      imports,
      controllers: [
        ThreadsController,
        LiveTurnsController,
        MessagesController,
        ...(nodeEnv === 'production' ? [] : [ChatTestController]),
        ...(legacyChat.isOn ? [LegacyChatController] : []),
      ],
      providers: [
        { provide: ChatKitServer, useExisting: server },
        { provide: Heartbeat, useFactory: () => new Heartbeat() },
        Conversations,
        DeprecationInterceptor,
        LegacyChat,
        LegacyUsage,
        LoopbackGuard,
        OwnOriginGuard,
        PathOwnerGuard,
        ReadBodyPipe,
      ],
    };
  }
}
