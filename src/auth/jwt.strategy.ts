import { Injectable, Optional } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy, type VerifiedCallback } from 'passport-jwt';
import { ChatKitError } from '../protocol/errors.js';
import type { Principal } from '../turns/principal.js';
import { bearerTokenOf } from './bearer-token.js';
import { FailedSignIns, isUnproven } from './failed-sign-ins.js';
import { BearerVerifier } from './sessions/bearer-verifier.js';

/**
 * passport-jwt's strategy with verification by `jose` in the place of `jsonwebtoken`, which knows neither EdDSA
 * nor key sets. What passport-jwt is kept for is the seam: a strategy named `jwt` that an application can replace.
 */
class JoseStrategy extends Strategy {
  constructor(
    private readonly verifier: BearerVerifier,
    private readonly failures: FailedSignIns | undefined,
    onVerified: (principal: Principal, done: VerifiedCallback) => void,
  ) {
    // The base class insists on these; its own verification is never reached.
    super({ jwtFromRequest: () => null, secretOrKey: 'unused' }, onVerified);
  }

  override authenticate(request: Request): void {
    this.identify(request).then(
      (principal) => this.success(principal),
      async (error: Error) => {
        // A database that is away is no fault of the token.
        if (!(error instanceof ChatKitError)) return this.error(error);
        if (isUnproven(error)) await this.failures?.note(request);
        this.fail(error, error.status);
      },
    );
  }

  private async identify(request: Request): Promise<Principal> {
    return this.verifier.verify(bearerTokenOf(request), request);
  }
}

/** The strategy that {@link JwtGuard} asks; passport calls it `jwt`. */
@Injectable()
export class JwtStrategy extends PassportStrategy(JoseStrategy, 'jwt') {
  constructor(verifier: BearerVerifier, @Optional() failures?: FailedSignIns) {
    super(verifier, failures);
  }

  validate(principal: Principal): Principal {
    return principal;
  }
}
