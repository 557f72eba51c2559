import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { decodeJwt } from 'jose';
import { ownerOf } from '../../turns/owner.js';
import type { Principal } from '../../turns/principal.js';
import { requireScope, type ChatScope } from '../../turns/scopes.js';
import { TokenRefusal } from '../token-refusal.js';
import { TokenVerifier } from '../token-verifier.js';
import { OpenAnswers } from './open-answers.js';
import { Revocations } from './revocations.js';
import { isSessionSecret, SessionSecrets } from './session-secrets.js';

/** The header by which a page knows when to refresh its session's secret. */
export const expiryHeader = 'x-session-expires-at';

/** Where the protocol is spoken: what scope an operation needs is decided when it is known. */
export const protocolPath = /^\/(?:api\/)?chatkit\/?$/i;
/** Where messages are answered, and saved. Which of the two a body asks for is known later, and so is what it needs. */
const messagesPath = /^\/api\/chatkit\/messages\/?$/i;
const sessionPaths = /^\/(?:(?:api\/)?chatkit\/?$|api\/chatkit\/)/i;

const authenticatedAt = new WeakMap<Principal, Date>();

/** When the person signed in, as far as their token tells. */
export const signInOf = (principal: Principal): Date => authenticatedAt.get(principal) ?? new Date(0);

/**
 * Whom a request's bearer token stands for: a person, by a token of their issuer, or a session of theirs, by its
 * secret. Neither counts once the person has signed out everywhere.
 */
@Injectable()
export class BearerVerifier {
  constructor(
    private readonly tokens: TokenVerifier,
    private readonly secrets: SessionSecrets,
    private readonly revocations: Revocations,
    private readonly openAnswers: OpenAnswers,
  ) {}

  /**
   * @throws TokenRefusal, saying which check failed;
   *   ChatKitError `forbidden` for what a session's scopes do not cover.
   */
  verify(token: string, request: Request): Promise<Principal> {
    return isSessionSecret(token) ? this.bySecret(token, request) : this.byToken(token, request);
  }

  private async byToken(token: string, request: Request): Promise<Principal> {
    const principal = await this.tokens.verify(token);
    const signedInAt = issuedAt(token);
    const revokedBefore = await this.revocations.revokedBefore(ownerOf(principal));
    if (revokedBefore && signedInAt < revokedBefore) {
      throw new TokenRefusal('signed_out');
    }
    return this.admit(principal, signedInAt, request);
  }

  private async bySecret(secret: string, request: Request): Promise<Principal> {
    if (!sessionPaths.test(request.path)) throw new TokenRefusal('session_not_enough');
    const { jti: _, expiresAt, ...claims } = await this.secrets.read(secret);
    const principal: Principal = claims;
    const signedInAt = await this.revocations.authenticatedAt(claims.sessionId, ownerOf(principal));
    if (!signedInAt) throw new TokenRefusal('session_ended');
    if (!protocolPath.test(request.path)) requireScope(principal, scopeForRoute(request));
    request.res?.setHeader(expiryHeader, expiresAt.toISOString());
    return this.admit(principal, signedInAt, request);
  }

  private admit(principal: Principal, signedInAt: Date, { res }: Request): Principal {
    authenticatedAt.set(principal, signedInAt);
    const { sessionId } = principal;
    if (res) this.openAnswers.add(res, { ...ownerOf(principal), sessionId, authenticatedAt: signedInAt });
    return principal;
  }
}

function scopeForRoute({ method, path }: Request): ChatScope {
  if (method === 'GET') return 'chat:read';
  return messagesPath.test(path) ? 'items:append' : 'chat:write';
}

/**
 * When a verified token was issued. One that does not say counts as older than any sign-out. One that is no JWT was
 * vouched for by its issuer just now.
 */
function issuedAt(token: string): Date {
  try {
    return new Date((decodeJwt(token).iat ?? 0) * 1000);
  } catch {
    return new Date();
  }
}
