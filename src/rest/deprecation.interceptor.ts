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
import { LegacyUsage } from './legacy-usage.js';

/** When the routes became old: 2026-11-01, in seconds (RFC 9745). */
const deprecatedAt = '@1793491200';

/** `route` is the one that was declared, with the names of its parameters. */
interface RoutedRequest {
  method: string;
  route: { path: string };
}

/**
 * Says on every answer of an old route that it is old, what takes its place, and when it goes, once that is known; and
 * counts it.
 */
@Injectable()
export class DeprecationInterceptor implements NestInterceptor {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly usage: LegacyUsage,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method, route } = context.switchToHttp().getRequest<RoutedRequest>();
    this.usage.count(`${method} ${route.path}`);
    const response = context.switchToHttp().getResponse<Response>();
    const { sunset } = this.config.legacyChat;
    response.setHeader('deprecation', deprecatedAt);
    response.setHeader('link', '</api/chatkit/messages>; rel="successor-version"');
    if (sunset) response.setHeader('sunset', sunset.toUTCString());
    return next.handle();
  }
}
