import type { IncomingMessage } from 'node:http';
import { TokenRefusal } from './token-refusal.js';

/** `Authorization: Bearer …` (RFC 6750, 2.1). */
const bearer = /^bearer(?: +(.*))?$/i;
const tokenCharacters = /^[\w.~+/-]+=*$/;

/**
 * The one place where a token is taken from a request: its `Authorization` header. A token in the query, in a cookie or
 * in the body is nobody's.
 * @throws TokenRefusal `missing`, `malformed`, or `duplicate` when there are several headers: whoever stands in front
 * of this server may have looked at another one of them.
 */
export function bearerTokenOf({
  headers,
  rawHeaders,
}: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): string {
  const sent = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization');
  if (sent.length > 1) throw new TokenRefusal('duplicate');
  const [isBearer, token = ''] = bearer.exec(headers.authorization?.trim() ?? '') ?? [];
  if (!isBearer || !token) throw new TokenRefusal('missing');
  if (!tokenCharacters.test(token)) throw new TokenRefusal('malformed');
  return token;
}
