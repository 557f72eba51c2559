import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { ExtractJwt, Strategy, type VerifiedCallback } from 'passport-jwt';
import { ChatKitError } from '../protocol/errors.js';
import type { Principal } from '../turns/principal.js';
import { BearerVerifier } from './sessions/bearer-verifier.js';

const fromHeader = ExtractJwt.fromAuthHeaderAsBearerToken();

/**
 * passport-jwt's strategy with verification by `jose` in the place of `jsonwebtoken`, which knows neither EdDSA
 * nor key sets. What passport-jwt is kept for is the seam: a strategy named `jwt` that an application can replace.
 */
class JoseStrategy extends Strategy {
  constructor(
    private readonly verifier: BearerVerifier,
    onVerified: (principal: Principal, done: VerifiedCallback) => void,
  ) {
    // The base class insists on a key; its own verification is never reached.
    super({ jwtFromRequest: fromHeader, secretOrKey: 'unused' }, onVerified);
  }

  override authenticate(request: Request): void {
    const token = fromHeader(request);
    if (!token) {
      return this.fail(
        new ChatKitError('unauthorized', 'Send your token in an `Authorization: Bearer …` header.'),
        401,
      );
    }
    this.verifier.verify(token, request).then(
      (principal) => this.success(principal),
      // A database that is away is no fault of the token.
      (error: Error) => (error instanceof ChatKitError ? this.fail(error, 401) : this.error(error)),
    );
  }
}

/** The strategy that {@link JwtGuard} asks; passport calls it `jwt`. */
@Injectable()
export class JwtStrategy extends PassportStrategy(JoseStrategy, 'jwt') {
  constructor(verifier: BearerVerifier) {
    super(verifier);
  }

  validate(principal: Principal): Principal {
    return principal;
  }
}
