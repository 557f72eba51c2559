import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { RequestContext } from '../turns/context.js';
import type { Principal } from '../turns/principal.js';

type RequestWithId = Request & { id?: string | number };

/** The id that the access log gave the request (`observability/request-id.ts`). Empty where there is no such log. */
export function requestIdOf(request: Request): string {
  return String((request as RequestWithId).id ?? '');
}

/** The request itself, for a pipe that reads its body. */
export const RawRequest = createParamDecorator((_: unknown, context: ExecutionContext) =>
  context.switchToHttp().getRequest<Request>(),
);

/** Who asks, under which request id, in which language; without the body's metadata, which is not read yet. */
export const HttpContext = createParamDecorator((_: unknown, context: ExecutionContext): RequestContext => {
  const request = context.switchToHttp().getRequest<Request>();
  return {
    principal: request.user as Principal,
    requestId: requestIdOf(request),
    ...localeOf(request),
    metadata: {},
    stopsExplicitly: request.headers['chatkit-stop'] === 'explicit',
  };
});

const languageTag = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

function localeOf(request: Request): { locale?: string } {
  const first = request.headers['accept-language']?.split(/[,;]/, 1)[0]?.trim();
  return first && languageTag.test(first) ? { locale: first } : {};
}
