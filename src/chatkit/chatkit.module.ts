import {
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type ModuleMetadata,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { Dispatcher } from '../turns/dispatcher.js';
import { Responder } from '../turns/responder.js';
import { ThreadStore } from '../turns/thread-store.js';
import { TurnEngine } from '../turns/turn-engine.js';
import { TurnLedger } from '../turns/turn-ledger.js';
import type { TurnParts } from '../turns/turn-parts.js';
import { ChatKitController } from './chatkit.controller.js';
import { ClientConfigController } from './client-config.controller.js';
import { Heartbeat } from './heartbeat.js';
import { nestLog } from './nest-log.js';

const PARTS = Symbol('TurnParts');

/** What {@link ChatKitModule} is built on. */
export interface ChatKitModuleOptions {
  /** Modules that export a {@link ThreadStore}, a {@link TurnLedger} and a {@link Responder}. */
  imports: ModuleMetadata['imports'];
}

/** The protocol over HTTP, and the engine behind it for as long as the application lives. */
@Module({})
export class ChatKitModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly engine: TurnEngine,
  ) {}

  static register({ imports }: ChatKitModuleOptions): DynamicModule {
    return {
      module: ChatKitModule,
      imports,
      controllers: [ChatKitController, ClientConfigController],
      providers: [
        {
          provide: PARTS,
          useFactory: (store: ThreadStore, ledger: TurnLedger, responder: Responder): TurnParts => ({
            store,
            ledger,
            responder,
            log: nestLog('Turns'),
          }),
          inject: [ThreadStore, TurnLedger, Responder],
        },
        {
          provide: TurnEngine,
          useFactory: (parts: TurnParts, config: Config) => new TurnEngine(parts, config.turn),
          inject: [PARTS, CONFIG],
        },
        {
          provide: Dispatcher,
          useFactory: (parts: TurnParts, engine: TurnEngine) => new Dispatcher(parts, engine),
          inject: [PARTS, TurnEngine],
        },
        { provide: Heartbeat, useFactory: () => new Heartbeat() },
      ],
      exports: [TurnEngine],
    };
  }

  /** Orphans of an earlier process are closed before the first request comes in. */
  async onApplicationBootstrap(): Promise<void> {
    // The embedded database admits one process, so every turn that still runs in it is an orphan.
    await this.engine.open({ alone: this.config.databaseUrl === undefined });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.engine.drain(this.config.turn.shutdownGraceMs);
  }
}
