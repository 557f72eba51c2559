import {
  Global,
  Module,
  type DynamicModule,
  type MiddlewareConsumer,
  type ModuleMetadata,
  type NestModule,
} from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { AttachmentContents } from '../turns/attachment-contents.js';
import { AttachmentLinks } from '../turns/attachment-links.js';
import { AttachmentStore } from '../turns/attachment-store.js';
import { AttachmentBytes } from './attachment-bytes.js';
import { AttachmentClock } from './attachment-clock.js';
import { AttachmentFiles } from './attachment-files.js';
import { AttachmentRows } from './attachment-rows.js';
import { AttachmentSweep } from './attachment-sweep.js';
import { AttachmentsController } from './attachments.controller.js';
import { DiskBytes } from './disk-bytes.js';
import { ListedOriginGuard } from './listed-origin.guard.js';
import { RequestOrigin } from './request-origin.js';
import { SignedLinks } from './signed-links.js';
import { StoredAttachments } from './stored-attachments.js';
import { StoredContents } from './stored-contents.js';
import { Uploads } from './uploads.js';

/**
 * Addresses of attachments. Global, and apart from the rest, which needs a store: the store gives out attachments with
 * addresses of today's.
 */
@Global()
@Module({
  providers: [
    AttachmentClock,
    AttachmentRows,
    RequestOrigin,
    SignedLinks,
    { provide: AttachmentLinks, useExisting: SignedLinks },
  ],
  exports: [AttachmentClock, AttachmentRows, AttachmentLinks, RequestOrigin, SignedLinks],
})
export class AttachmentLinksModule implements NestModule {
  constructor(private readonly origin: RequestOrigin) {}

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(this.origin.handle).forRoutes('{*path}');
  }
}

/** Takes attachments, keeps their bytes, and gives them out. */
@Module({})
export class AttachmentsModule {
  /** @param imports Modules that export a `ThreadStore`. */
  static register({ imports = [] }: Pick<ModuleMetadata, 'imports'>): DynamicModule {
    return {
      module: AttachmentsModule,
      imports: [AttachmentLinksModule, ...imports],
      controllers: [AttachmentsController],
      providers: [
        {
          provide: AttachmentBytes,
          inject: [CONFIG],
          useFactory: ({ attachments }: Config) => new DiskBytes(attachments.dir),
        },
        AttachmentFiles,
        AttachmentSweep,
        ListedOriginGuard,
        Uploads,
        { provide: AttachmentStore, useClass: StoredAttachments },
        { provide: AttachmentContents, useClass: StoredContents },
      ],
      exports: [AttachmentStore, AttachmentContents],
    };
  }
}
