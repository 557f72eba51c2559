// One application, one server per feature, each at a path of its own. Most are mounted as they are; `attachments` is
// made of what the application provides.

import { Module } from '@nestjs/common';
import { ChatKitModule, MemoryThreadStore, ThreadStore, type ChatKitServer } from 'nestjs-chatkit';
import { AgentServer } from './agent.js';
import { AnnotationsServer } from './annotations.js';
import { AttachmentsServer, originOf, PhotoStore } from './attachments.js';
import { ChoicesServer } from './choices.js';
import { ClientEffectServer } from './client-effect.js';
import { ClientToolServer } from './client-tool.js';
import { EntitiesServer } from './entities.js';
import { FeedbackServer } from './feedback.js';
import { GeneratedImageServer } from './generated-image.js';
import { HiddenContextServer } from './hidden-context.js';
import { LockedThreadServer } from './locked-thread.js';
import { PageContextServer, pageOf } from './page-context.js';
import { PhotosController } from './photos.controller.js';
import { ProgressServer } from './progress-and-notices.js';
import { QuotedTextServer } from './quoted-text.js';
import { StructuredInputServer } from './structured-input.js';
import { ThreadTitleServer } from './thread-title.js';
import { TranscriptionServer } from './transcription.js';
import { visitorOf } from './visitor.js';
import { WidgetsServer } from './widgets.js';
import { WorkflowServer } from './workflow.js';

const servers: Readonly<Record<string, ChatKitServer>> = {
  agent: new AgentServer(),
  annotations: new AnnotationsServer(),
  choices: new ChoicesServer(),
  'client-effect': new ClientEffectServer(),
  'client-tool': new ClientToolServer(),
  entities: new EntitiesServer(),
  feedback: new FeedbackServer(),
  'generated-image': new GeneratedImageServer(),
  'hidden-context': new HiddenContextServer(),
  'locked-thread': new LockedThreadServer(),
  'progress-and-notices': new ProgressServer(),
  'quoted-text': new QuotedTextServer(),
  'structured-input': new StructuredInputServer(),
  'thread-title': new ThreadTitleServer(),
  transcription: new TranscriptionServer(),
  widgets: new WidgetsServer(),
  workflow: new WorkflowServer(),
};

const principal = visitorOf;

@Module({
  providers: [PhotoStore, { provide: ThreadStore, useClass: MemoryThreadStore }],
  controllers: [PhotosController],
  exports: [PhotoStore, ThreadStore],
})
class PhotosModule {}

@Module({
  imports: [
    ...Object.entries(servers).map(([path, server]) => ChatKitModule.forRoot({ path, server, principal })),
    ChatKitModule.forRoot({
      path: 'page-context',
      server: new PageContextServer(),
      principal,
      context: pageOf,
    }),
    ChatKitModule.forRootAsync({
      path: 'attachments',
      imports: [PhotosModule],
      inject: [ThreadStore, PhotoStore],
      useFactory: (store: ThreadStore, photos: PhotoStore) => new AttachmentsServer(store, photos),
      principal,
      context: originOf,
    }),
  ],
})
export class ExamplesModule {}
