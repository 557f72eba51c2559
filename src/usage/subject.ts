import { isIP, isIPv4 } from 'node:net';
import type { Request } from 'express';
import { keyOf } from '../auth/sessions/open-answers.js';
import { ownerOf } from '../turns/owner.js';
import type { Principal } from '../turns/principal.js';

/** Who is counted. */
export interface Subject {
  /** No two subjects share one. Holds nothing that a client can choose, or change at will. */
  key: string;
  /** As log lines name it. */
  logged: Record<string, string>;
}

export function personSubject(principal: Principal): Subject {
  const owner = ownerOf(principal);
  const { ownerId, tenantId } = owner;
  return {
    key: `person ${keyOf(owner)}`,
    logged: { principal: ownerId, ...(tenantId !== '' && { tenant: tenantId }) },
  };
}

export const tenantSubject = (tenantId: string): Subject => ({
  key: `tenant ${tenantId}`,
  logged: { tenant: tenantId },
});

/** Where a request comes from: as a proxy says that `TRUST_PROXY` trusts, else by its connection. */
export function addressSubject(request: Request): Subject {
  const address = toNetwork(request.ip) ?? toNetwork(request.socket.remoteAddress) ?? 'unknown';
  return { key: `address ${address}`, logged: { address } };
}

/**
 * The address that one subscriber has: an IPv4 address as it is, and the first half of an IPv6 address, of which a
 * subscriber chooses the second half anew for every request. Undefined for what is no address.
 */
export function toNetwork(address: string | undefined): string | undefined {
  const [bare = ''] = (address ?? '').split('%');
  if (isIP(bare) === 0) return undefined;
  if (isIPv4(bare)) return bare;
  // The URL parser writes every spelling of an address the same way.
  const written = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(written);
  if (mapped) return toIPv4(Number.parseInt(mapped[1]!, 16), Number.parseInt(mapped[2]!, 16));
  const [head = '', tail] = written.split('::') as [string, string | undefined];
  const groups = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? [] : Array<string>(8 - groups.length - after.length).fill('0');
  return `${[...groups, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}

const toIPv4 = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');
