import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { CONFIG, type Config } from '../config.js';
import { ChatKitError } from '../protocol/errors.js';
import type { Principal } from '../turns/principal.js';
import { ROLES, type Role } from './roles.decorator.js';

/** Keeps people away from routes whose `@Roles()` they do not have. Comes after the guard that says who asks. */
@Injectable()
export class RolesGuard implements CanActivate {
  private readonly names: Record<Role, string>;

  constructor(
    private readonly reflector: Reflector,
    @Inject(CONFIG) config: Config,
  ) {
    this.names = { admin: config.auth.adminRole };
  }

  /** @throws ChatKitError `forbidden`, naming the role that is missing. */
  canActivate(context: ExecutionContext): boolean {
    const wanted = this.reflector.getAllAndOverride<Role[] | undefined>(ROLES, [
      context.getHandler(),
      context.getClass(),
    ]);
    const { user } = context.switchToHttp().getRequest<Request>();
    const held = (user as Principal | undefined)?.roles ?? [];
    const missing = wanted?.find((role) => !held.includes(this.names[role]));
    if (missing === undefined) return true;
    throw new ChatKitError('forbidden', `This takes a token with the role \`${this.names[missing]}\`.`);
  }
}
