import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { ChatKitError } from '../protocol/errors.js';
import type { Principal } from '../turns/principal.js';

/** Lets people to the paths that bear their own id, before anything else is looked at. */
@Injectable()
export class PathOwnerGuard implements CanActivate {
  /** @throws ChatKitError `forbidden` */
  canActivate(context: ExecutionContext): boolean {
    const { params, user } = context.switchToHttp().getRequest<Request>();
    if (params.user_id === (user as Principal | undefined)?.userId) return true;
    throw new ChatKitError('forbidden', 'Access denied');
  }
}
