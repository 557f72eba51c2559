import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { LIMITED_AS, type RouteLimit } from '../auth/limited-as.decorator.js';
import { protocolPath } from '../auth/sessions/bearer-verifier.js';
import type { Principal } from '../turns/principal.js';
import { KnownTokens } from './known-tokens.js';
import { RateLimits } from './rate-limits.js';
import { addressSubject, personSubject } from './subject.js';

/** Counts requests of plain routes for the person who asks. Comes after the guards that say who asks. */
@Injectable()
export class LimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
    private readonly known: KnownTokens,
  ) {}

  /** @throws TooManyRequestsError `rate_limited` */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const principal = request.user as Principal | undefined;
    const { authorization } = request.headers;
    if (principal && authorization !== undefined && this.limits.has('failed_sign_ins')) {
      this.known.add(authorization);
    }
    const limit = this.limitOf(context, request);
    // On a public route nobody is known; what it may cost is bounded by the address.
    if (limit !== 'operation') {
      await this.limits.take(limit, principal ? personSubject(principal) : addressSubject(request));
    }
    return true;
  }

  private limitOf(context: ExecutionContext, { method, path, user }: Request): RouteLimit {
    const places = [context.getHandler(), context.getClass()];
    const said = this.reflector.getAllAndOverride<RouteLimit | undefined>(LIMITED_AS, places);
    if (said !== undefined) return said;
    // The protocol's operations are told apart behind the guard.
    if (protocolPath.test(path) || user === undefined) return 'operation';
    return method === 'GET' || method === 'HEAD' ? 'reads' : 'writes';
  }
}
