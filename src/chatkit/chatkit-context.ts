import type { RequestContext } from '../turns/context.js';
import type { Principal } from '../turns/principal.js';
import type { HttpRequest } from './http-exchange.js';

/** The id that the access log gave the request (`observability/request-id.ts`). Empty where there is no such log. */
export function requestIdOf({ id }: HttpRequest): string {
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}

/** Who asks, under which request id, in which language. */
export function contextOf(
  request: HttpRequest,
  principal: Principal,
): Omit<RequestContext, 'metadata'> & { requestId: string } {
  return {
    principal,
    requestId: requestIdOf(request),
    ...localeOf(request),
    stopsExplicitly: request.headers['chatkit-stop'] === 'explicit',
  };
}

const languageTag = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

function localeOf({ headers }: HttpRequest): { locale?: string } {
  const first = headers['accept-language']?.split(/[,;]/, 1)[0]?.trim();
  return first && languageTag.test(first) ? { locale: first } : {};
}
