import { acceptedLocales, languageOf, type Language } from '../protocol/language.js';
import type { RequestContext } from '../turns/context.js';
import type { Principal } from '../turns/principal.js';
import type { HttpRequest } from './http-exchange.js';

/** The id that the access log gave the request (`observability/request-id.ts`). Empty where there is no such log. */
export function requestIdOf({ id }: HttpRequest): string {
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}

/** Who asks, under which request id, in which languages. */
export function contextOf(
  request: HttpRequest,
  principal: Principal,
): Omit<RequestContext, 'metadata'> & { requestId: string } {
  return {
    principal,
    requestId: requestIdOf(request),
    ...localesOf(request),
    stopsExplicitly: request.headers['chatkit-stop'] === 'explicit',
    ...idempotencyOf(request),
  };
}

/** Whether the key can be one is checked where a turn is to begin; other operations do not look at it. */
function idempotencyOf({ headers }: HttpRequest): Pick<RequestContext, 'idempotency'> {
  const key = headers['idempotency-key'];
  return typeof key === 'string' ? { idempotency: { key } } : {};
}

function localesOf({ headers }: HttpRequest): Pick<RequestContext, 'locale' | 'locales'> {
  const locales = acceptedLocales(headers['accept-language']);
  return locales.length > 0 ? { locale: locales[0], locales } : {};
}

/** The language of this server's own texts for whoever sent the request. */
export function languageOfRequest({ headers }: HttpRequest): Language {
  return languageOf(acceptedLocales(headers['accept-language']));
}
