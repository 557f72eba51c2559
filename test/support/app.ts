import type { AddressInfo } from 'node:net';
import type { Type } from '@nestjs/common';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { Logger, PARAMS_PROVIDER_TOKEN } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { AssistantServer } from '../../src/agent/assistant.server.js';
import { AppModule } from '../../src/app.module.js';
import { Database } from '../../src/database/open-database.js';
import { useHttp } from '../../src/http.js';
import { loggingParams } from '../../src/observability/logging.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { Admission } from '../../src/turns/admission.js';
import type { AttachmentStore } from '../../src/turns/attachment-store.js';
import type { Responder } from '../../src/turns/responder.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { TurnLedger } from '../../src/turns/turn-ledger.js';
import { ChatKitClient } from './chatkit-client.js';
import { testConfig } from './config.js';
import { freshEmbedded } from './databases.js';

export interface TestApp {
  app: NestExpressApplication;
  url: string;
  alice: ChatKitClient;
  bob: ChatKitClient;
  close(): Promise<void>;
}

interface TestAppOptions {
  variables?: Record<string, string>;
  /** Answers in the assistant's place. */
  responder?: Responder;
  /** Takes uploads, beside a `responder`. */
  attachmentStore?: AttachmentStore;
  /** In the database's place, beside a `responder`. */
  store?: ThreadStore;
  ledger?: TurnLedger;
  /** Providers of the application, and what stands in their place. */
  instead?: readonly (readonly [token: Type | (abstract new () => unknown), value: unknown])[];
  /** Where log lines go. Default: nowhere. */
  logTo?: DestinationStream;
  /** Whether alice and bob get tokens, which dev mode alone hands out. Default: true. */
  signIn?: boolean;
}

/** The whole server in this process, on a database of its own, with two people signed in. */
export async function startApp({
  variables = {},
  responder,
  attachmentStore,
  logTo,
  signIn = true,
  instead = [],
  ...replaced
}: TestAppOptions = {}): Promise<TestApp> {
  const config = testConfig(variables);
  const building = Test.createTestingModule({ imports: [AppModule.forRoot(config)] });
  if (!config.databaseUrl) {
    const database: Database = { kind: 'embedded', ...(await freshEmbedded()) };
    building.overrideProvider(Database).useValue(database);
  }
  if (responder) {
    building.overrideProvider(AssistantServer).useFactory({
      inject: [ThreadStore, TurnLedger, Admission],
      factory: (store: ThreadStore, ledger: TurnLedger, admission: Admission) =>
        new DelegatingServer(responder, {
          store: replaced.store ?? store,
          ledger: replaced.ledger ?? ledger,
          attachmentStore,
          admission,
          policy: config.turn,
          limits: config.limits,
        }),
    });
  }
  for (const [token, value] of instead) building.overrideProvider(token).useValue(value);
  if (logTo) building.overrideProvider(PARAMS_PROVIDER_TOKEN).useValue(loggingParams(config, logTo));
  const app = (await building.compile()).createNestApplication<NestExpressApplication>(new ExpressAdapter(), {
    bodyParser: false,
    logger: false,
    forceCloseConnections: true,
  });
  if (logTo) app.useLogger(app.get(Logger));
  useHttp(app, config);
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  return {
    app,
    url,
    alice: signIn ? await ChatKitClient.as(url, 'alice') : new ChatKitClient(url, undefined),
    bob: signIn ? await ChatKitClient.as(url, 'bob') : new ChatKitClient(url, undefined),
    close: () => app.close(),
  };
}
