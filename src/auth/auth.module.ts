import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { DevTokenController } from './dev-token.controller.js';
import { DevTokens } from './dev-tokens.js';
import { JwtGuard } from './jwt.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { TokenVerifier } from './token-verifier.js';

@Module({
  controllers: [DevTokenController],
  providers: [DevTokens, TokenVerifier, JwtStrategy, { provide: APP_GUARD, useClass: JwtGuard }],
  exports: [TokenVerifier],
})
export class AuthModule {}
