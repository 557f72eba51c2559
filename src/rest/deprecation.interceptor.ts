import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Response } from 'express';
import type { Observable } from 'rxjs';
import { CONFIG, type Config } from '../config.js';

/** When the routes became old: 2026-11-01, in seconds (RFC 9745). */
const deprecatedAt = '@1793491200';

/** Says on every answer of an old route that it is old, what takes its place, and when it goes, once that is known. */
@Injectable()
export class DeprecationInterceptor implements NestInterceptor {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const response = context.switchToHttp().getResponse<Response>();
    const { sunset } = this.config.legacyChat;
    response.setHeader('deprecation', deprecatedAt);
    response.setHeader('link', '</api/chatkit/messages>; rel="successor-version"');
    if (sunset) response.setHeader('sunset', sunset.toUTCString());
    return next.handle();
  }
}
