import {
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { ChatKitServer } from '../turns/chatkit-server.js';
import { ChatKitMount, type ChatKitMountOptions } from './chatkit-mount.js';
import { controllerAt } from './chatkit.controller.js';
import { Heartbeat } from './heartbeat.js';
import { nestLog } from './nest-log.js';
import { runningTurnsAt } from './running-turn.controller.js';

export interface ChatKitModuleOptions extends ChatKitMountOptions {
  server: ChatKitServer;
}

export interface ChatKitModuleAsyncOptions extends ChatKitMountOptions {
  /** Modules that export what `inject` asks for. */
  imports?: ModuleMetadata['imports'];
  inject?: FactoryProvider['inject'];
  // Nest's own factories are typed so: what is injected is known to whoever writes the factory.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  useFactory: (...injected: any[]) => ChatKitServer | Promise<ChatKitServer>;
}

/**
 * Answers the ChatKit protocol at a path, and below it whoever comes back to a running turn, for as long as the application lives: turns that an earlier process left
 * open are closed before the first request, and running ones are brought to an end before the application stops.
 * Import it once for each server. Works on the Express and on the Fastify adapter.
 */
@Module({})
export class ChatKitModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly mount: ChatKitMount) {}

  static forRoot({ server, ...options }: ChatKitModuleOptions): DynamicModule {
    return this.forRootAsync({ ...options, useFactory: () => server });
  }

  static forRootAsync(options: ChatKitModuleAsyncOptions): DynamicModule {
    const { path = 'chatkit', imports = [], inject = [], useFactory } = options;
    const paths = [path].flat();
    const { threadsPath = paths.map((each) => `${each}/threads`) } = options;
    return {
      module: ChatKitModule,
      imports,
      controllers: [controllerAt(paths), ...(threadsPath ? [runningTurnsAt([threadsPath].flat())] : [])],
      providers: [
        {
          provide: ChatKitMount,
          inject,
          useFactory: async (...injected: unknown[]) =>
            new ChatKitMount(await useFactory(...injected), options),
        },
        { provide: Heartbeat, useFactory: () => new Heartbeat() },
      ],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    this.mount.server.logTo(nestLog('Turns'));
    await this.mount.server.open();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.mount.server.drain();
  }
}
