import { Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import express from 'express';
import { scanJson } from '../protocol/json-body.js';
import { DevTokenController } from './dev-token.controller.js';
import { DevTokens } from './dev-tokens.js';
import { JwtGuard } from './jwt.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { RolesGuard } from './roles.guard.js';
import { BearerVerifier } from './sessions/bearer-verifier.js';
import { OpenAnswers } from './sessions/open-answers.js';
import { RevocationWatch } from './sessions/revocation-watch.js';
import { Revocations } from './sessions/revocations.js';
import { SessionSecrets } from './sessions/session-secrets.js';
import { SessionStore } from './sessions/session.store.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsService } from './sessions/sessions.service.js';
import { TokenVerifier } from './token-verifier.js';

/** Largest JSON body of a request for a demo token or a session, in bytes. */
const maxJsonBytes = 64 * 1024;

/** Who is asking: closes every route but the public ones, and hands out demo tokens in dev mode, and sessions. */
@Module({
  controllers: [DevTokenController, SessionsController],
  providers: [
    DevTokens,
    TokenVerifier,
    JwtStrategy,
    // In this order: who asks, then what they may.
    { provide: APP_GUARD, useClass: JwtGuard },
    { provide: APP_GUARD, useClass: RolesGuard },
    BearerVerifier,
    OpenAnswers,
    Revocations,
    RevocationWatch,
    SessionSecrets,
    SessionsService,
    SessionStore,
  ],
  exports: [TokenVerifier],
})
export class AuthModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(express.json({ limit: maxJsonBytes, verify: scanBody })).forRoutes('api/auth/dev-token');
    consumer
      // Bytes: what is no JSON is told apart from what is not there.
      .apply(express.raw({ limit: maxJsonBytes, type: () => true }))
      .forRoutes('api/chatkit/session', 'api/chatkit/refresh');
  }
}

function scanBody(_request: unknown, _response: unknown, body: Buffer): void {
  try {
    scanJson(body);
  } catch (error) {
    throw Object.assign(error as Error, { status: 400 });
  }
}
