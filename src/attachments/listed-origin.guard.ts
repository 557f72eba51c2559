import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { CONFIG, type Config } from '../config.js';
import { ChatKitError } from '../protocol/errors.js';

/**
 * Refuses what a page of another site sends, also by a form that browsers do not ask about first: whoever holds an
 * address to upload to needs no token. Programs send no `Origin`, and pass.
 */
@Injectable()
export class ListedOriginGuard implements CanActivate {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @throws ChatKitError `forbidden` */
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<Request>();
    const { origin, host } = headers;
    if (origin === undefined || this.config.allowedOrigins.includes(origin)) return true;
    if (headers['sec-fetch-site'] === 'same-origin') return true;
    if (URL.canParse(origin) && new URL(origin).host === host) return true;
    throw new ChatKitError('forbidden', `The origin ${origin} is not allowed; add it to ALLOWED_ORIGINS.`);
  }
}
