import { Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AttachmentLinks } from '../turns/attachment-links.js';
import { PausedRunStore } from '../turns/paused-run-store.js';
import { ThreadStore } from '../turns/thread-store.js';
import { TurnLedger } from '../turns/turn-ledger.js';
import { TypeOrmPausedRunStore } from './typeorm-paused-run.store.js';
import { TypeOrmThreadStore } from './typeorm-thread.store.js';
import { TypeOrmTurnLedger } from './typeorm-turn.ledger.js';

/**
 * Provides {@link ThreadStore}, {@link TurnLedger} and {@link PausedRunStore} over the global `DataSource`, with the
 * {@link AttachmentLinks} of a global module where there is one.
 */
@Module({})
export class ThreadsModule {
  /** @param options.isAlone The database admits one process, as the embedded one does. False by default. */
  static register(options: { isAlone?: boolean } = {}): DynamicModule {
    return {
      module: ThreadsModule,
      providers: [
        {
          provide: ThreadStore,
          inject: [DataSource, { token: AttachmentLinks, optional: true }],
          useFactory: (dataSource: DataSource, links?: AttachmentLinks) =>
            new TypeOrmThreadStore(dataSource, links),
        },
        {
          provide: TurnLedger,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new TypeOrmTurnLedger(dataSource, options),
        },
        {
          provide: PausedRunStore,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new TypeOrmPausedRunStore(dataSource),
        },
      ],
      exports: [ThreadStore, TurnLedger, PausedRunStore],
    };
  }
}
