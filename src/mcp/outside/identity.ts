import { createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import type { HttpMcpServer } from '../../config/mcp-servers.js';
import type { Principal } from '../../turns/principal.js';

// How an outside server learns for whom a call is made. The token that the person sent to this server is never part
// of it: a server that was given one could speak to this one in the person's name.

/** Unchanged in a header. Everything else a person's id may hold is percent-encoded, `%` too: no two become one. */
const unsafe = /[^\w.~@:|/+=-]/gu;

/** A text with the person's id, name and tenant in their places, safe in a header and in an environment. */
export function fillIn(template: string, { userId, name = '', tenantId = '' }: Principal): string {
  const fields = { id: userId, name, tenant: tenantId };
  return template.replaceAll(/\{user\.(id|name|tenant)\}/g, (_, field: keyof typeof fields) =>
    fields[field].replaceAll(unsafe, (character) => encodeURIComponent(character)),
  );
}

/** Part of a token's life after which a new one is made, so that none expires on its way. */
const freshPart = 0.8;

/** Makes the headers that carry one person's identity to one server. */
export class Identity {
  private readonly headers: Record<string, string>;
  private token: { value: string; freshUntil: number } | undefined;

  constructor(
    private readonly server: Pick<HttpMcpServer, 'headers' | 'auth'>,
    private readonly principal: Principal,
  ) {
    const filled = Object.entries(server.headers).map(([name, value]) => [name, fillIn(value, principal)]);
    // A person without a name or a tenant has no header that would say it.
    this.headers = Object.fromEntries(filled.filter(([, value]) => value)) as Record<string, string>;
  }

  async toHeaders(): Promise<Record<string, string>> {
    if (!this.server.auth) return this.headers;
    return { ...this.headers, authorization: `Bearer ${await this.signedToken(this.server.auth)}` };
  }

  private async signedToken({
    secret,
    audience,
    ttlMs,
  }: NonNullable<HttpMcpServer['auth']>): Promise<string> {
    const now = Date.now();
    if (this.token && now < this.token.freshUntil) return this.token.value;
    const issuedAt = Math.floor(now / 1000);
    const { userId, tenantId } = this.principal;
    // One subject in two tenants is two people, to the other server as well.
    const value = await new SignJWT({ ...(tenantId && { tenant_id: tenantId }) })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer('nestjs-chatkit')
      .setSubject(userId)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + Math.ceil(ttlMs / 1000))
      .sign(createSecretKey(secret, 'utf8'));
    this.token = { value, freshUntil: now + ttlMs * freshPart };
    return value;
  }
}
