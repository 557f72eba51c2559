import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Principal } from '../turns/principal.js';

/** Who is asking, as the guard established it. Only for routes that are not public. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { user } = context.switchToHttp().getRequest<Request>();
  if (!user) throw new Error('@CurrentPrincipal() was used on a public route, where nobody is known.');
  return user as Principal;
});
