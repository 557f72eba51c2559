import { wellFormedLine } from '../protocol/text.js';
import type { Principal } from './principal.js';

/** Whose a row is. The names are those of the entities' columns. */
export interface Owner {
  readonly ownerId: string;
  /** Empty for people without a tenant. */
  readonly tenantId: string;
}

/**
 * Whose rows the principal may touch. Whatever reads or writes rows asks here first: a condition with an id that is
 * missing must fail, and not be left out or match what it should not.
 * @throws TypeError when the principal, its `userId` or its `tenantId` is no id: missing, empty, no text, or a text
 * that is not stored as it is, which could make two people one.
 */
export function ownerOf(principal: Principal): Owner {
  const { userId, tenantId = '' } = (principal ?? {}) as Partial<Principal>;
  if (userId === '' || !isStorable(userId)) {
    throw new TypeError('The principal has no usable `userId`; give the id of whoever asks, a text.');
  }
  if (!isStorable(tenantId)) {
    throw new TypeError('The principal’s `tenantId` is not usable; give a text, or leave it out.');
  }
  return { ownerId: userId, tenantId };
}

/** Whether two owners are the same person: the same id in the same tenant. */
export function isSameOwner(one: Owner, other: Owner): boolean {
  return one.ownerId === other.ownerId && one.tenantId === other.tenantId;
}

function isStorable(id: unknown): id is string {
  return typeof id === 'string' && id === wellFormedLine(id);
}
