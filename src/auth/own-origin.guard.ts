import {
  ForbiddenException,
  Inject,
  Injectable,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request } from 'express';
import { CONFIG, type Config } from '../config.js';
import { isLoopbackName } from './loopback.js';

/**
 * Refuses requests that a page of another site makes, as MCP's streamable HTTP transport demands. Programs send
 * no `Origin` and pass. The `Host` header proves nothing here: a page whose name was pointed at this machine
 * sends the same name in both. Behind a proxy, the public origin belongs into `ALLOWED_ORIGINS`.
 */
@Injectable()
export class OwnOriginGuard implements CanActivate {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @throws ForbiddenException for an origin that is neither allowed nor this server's own. */
  canActivate(context: ExecutionContext): boolean {
    const { headers, socket } = context.switchToHttp().getRequest<Request>();
    const { origin } = headers;
    if (origin === undefined || this.config.allowedOrigins.includes(origin)) return true;
    if (this.isOwn(origin, socket.localPort)) return true;
    throw new ForbiddenException(`The origin ${origin} is not allowed; add it to ALLOWED_ORIGINS.`);
  }

  /** This server's own, by a name that nobody else can point at it. */
  private isOwn(origin: string, port: number | undefined): boolean {
    const [, name, sentPort = '80'] = /^http:\/\/(\[[^\]]*\]|[^:/]+)(?::(\d+))?$/.exec(origin) ?? [];
    if (name === undefined || Number(sentPort) !== port) return false;
    const host = name.replace(/^\[|\]$/g, '');
    return host === this.config.host || isLoopbackName(host);
  }
}
