import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { ChatKitError } from '../protocol/errors.js';
import { IS_PUBLIC } from './public.decorator.js';

/** Closes every route that does not say `@Public()`. */
@Injectable()
export class JwtGuard extends AuthGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override canActivate(context: ExecutionContext) {
    const isPublic = this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    return isPublic || super.canActivate(context);
  }

  override handleRequest<Principal>(
    error: unknown,
    principal: Principal | false,
    reason: unknown,
  ): Principal {
    if (error instanceof Error) throw error;
    if (principal) return principal;
    throw reason instanceof ChatKitError ? reason : new ChatKitError('unauthorized');
  }
}
