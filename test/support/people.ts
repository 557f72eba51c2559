import { createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';

// Tokens of an issuer that says who somebody is, in which tenant, and with which roles.

const issuer = 'https://id.example';
const secret = 'a shared secret of this test alone, long enough';

/** Settings of a server that trusts the issuer. */
export const trustingIssuer = {
  AUTH_MODE: 'jwt',
  AUTH_ISSUERS: JSON.stringify([{ issuer, secret, tenant_claim: 'tenant' }]),
};

export interface Claims {
  tenant?: string;
  roles?: readonly string[];
  /** The token expired an hour ago. */
  isExpired?: boolean;
}

/** A token for a person. */
export function tokenOf(user: string, { tenant, roles, isExpired = false }: Claims = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ ...(tenant !== undefined && { tenant }), ...(roles && { roles }) })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setSubject(user)
    .setExpirationTime(isExpired ? now - 3600 : now + 3600)
    .sign(createSecretKey(secret, 'utf8'));
}
