import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { isLoopback } from '../auth/loopback.js';
import { ChatKitError } from '../protocol/errors.js';

/** Lets callers in that are on the server's own machine. */
@Injectable()
export class LoopbackGuard implements CanActivate {
  /** @throws ChatKitError `forbidden` */
  canActivate(context: ExecutionContext): boolean {
    if (isLoopback(context.switchToHttp().getRequest<Request>())) return true;
    throw new ChatKitError('forbidden', 'This is answered on the server’s own machine only.');
  }
}
