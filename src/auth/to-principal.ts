import type { JWTPayload } from 'jose';
import type { IssuerConfig } from '../config/issuers.js';
import { wellFormedLine } from '../protocol/text.js';
import type { Principal } from '../turns/principal.js';
import { TokenRefusal } from './token-refusal.js';

const maxLength = 255;
const maxRoles = 64;

/** Who a verified token speaks of. @throws TokenRefusal `bad_subject`, or `bad_claim` for a tenant or roles. */
export function toPrincipal(
  payload: JWTPayload,
  { subjectPrefix, claims }: Pick<IssuerConfig, 'subjectPrefix' | 'claims'>,
): Principal {
  const { sub } = payload;
  const userId = isUsable(sub) && `${subjectPrefix}${sub}`;
  if (!userId || userId.length > maxLength) throw new TokenRefusal('bad_subject');
  const name = claimOf(payload, claims.name);
  const tenantId = claims.tenant === undefined ? undefined : tenantOf(claimOf(payload, claims.tenant));
  const roles = rolesOf(claimOf(payload, claims.roles));
  return {
    userId,
    ...(isUsable(name) && { name }),
    ...(tenantId !== undefined && { tenantId }),
    ...(roles.length > 0 && { roles }),
  };
}

/** Whether a text is stored as it is: one that changes on the way could make two people one. */
function isUsable(value: unknown): value is string {
  return (
    typeof value === 'string' && value !== '' && value.length <= maxLength && value === wellFormedLine(value)
  );
}

/** The claim by that name, or else at that dotted path: names of claims may hold dots themselves. */
function claimOf(payload: JWTPayload, path: string): unknown {
  if (Object.hasOwn(payload, path)) return payload[path];
  return path.split('.').reduce<unknown>((value, key) => {
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    return isObject ? (value as Record<string, unknown>)[key] : undefined;
  }, payload);
}

function tenantOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isUsable(value)) throw new TokenRefusal('bad_claim');
  return value;
}

/** A list of texts, or one text with spaces between the roles. */
function rolesOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const roles: unknown[] = typeof value === 'string' ? value.split(' ').filter(Boolean) : [value].flat();
  if (roles.length > maxRoles || !roles.every(isUsable)) throw new TokenRefusal('bad_claim');
  return [...new Set(roles)];
}
