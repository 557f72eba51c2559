import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { CONFIG, type Config } from '../../config.js';
import { ChatKitError } from '../../protocol/errors.js';
import type { TokenReason } from '../../protocol/token-texts.js';
import { TokenRefusal } from '../token-refusal.js';

// A session's secret: an HS256 token behind a prefix by which people, scanners and the log know it. It says whose
// session it is and until when; whether the session still stands is another question (`revocations.ts`).

const prefix = 'cs_';
const type = 'chatkit_session';
const issuer = 'nestjs-chatkit';
const audience = 'chatkit';

/** A session as its secret tells of it. */
export interface SessionClaims {
  sessionId: string;
  userId: string;
  tenantId?: string;
  name?: string;
  scopes: string[];
  /** Names this secret among those of the session. */
  jti: string;
  expiresAt: Date;
}

const Claims = z.object({
  type: z.literal(type),
  user_id: z.string().min(1),
  tenant: z.string().optional(),
  name: z.string().optional(),
  sid: z.string().min(1),
  jti: z.string().min(1),
  scope: z.string(),
  exp: z.number(),
});

/** Whether a bearer token is meant to be a session's secret. */
export const isSessionSecret = (token: string): boolean => token.startsWith(prefix);

/** Makes and reads the secrets of sessions. */
@Injectable()
export class SessionSecrets {
  /** The first signs, all verify. Empty: there is nothing to sign with. */
  private readonly keys: readonly KeyObject[];

  constructor(@Inject(CONFIG) { auth }: Config) {
    const current =
      auth.sessionSecret ?? (auth.mode === 'dev' ? randomBytes(32).toString('base64') : undefined);
    const secrets =
      current === undefined
        ? []
        : [current, ...(auth.previousSessionSecret ? [auth.previousSessionSecret] : [])];
    this.keys = secrets.map((secret) => createSecretKey(secret, 'utf8'));
  }

  /** Whether sessions can be had: `SESSION_SECRET` is set, or dev mode has made one. */
  get areAvailable(): boolean {
    return this.keys.length > 0;
  }

  /** @throws ChatKitError `not_available`, naming what is missing. */
  requireAvailable(): void {
    if (!this.areAvailable) throw unavailable();
  }

  /** @throws ChatKitError `not_available`. */
  async sign({ sessionId, userId, tenantId, name, scopes, jti, expiresAt }: SessionClaims): Promise<string> {
    const claims = {
      type,
      user_id: userId,
      ...(tenantId !== undefined && { tenant: tenantId }),
      ...(name !== undefined && { name }),
      sid: sessionId,
      scope: scopes.join(' '),
    };
    this.requireAvailable();
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setJti(jti)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expiresAt)
      .sign(this.keys[0]!);
    return prefix + token;
  }

  /**
   * @param graceSeconds For how long after its end a secret is still read.
   * @throws TokenRefusal, saying which check failed; ChatKitError `not_available`.
   */
  async read(secret: string, graceSeconds = 0): Promise<SessionClaims> {
    this.requireAvailable();
    if (!isSessionSecret(secret)) throw new TokenRefusal('session_invalid');
    let refusal: unknown;
    for (const key of this.keys) {
      try {
        const { payload } = await jwtVerify(secret.slice(prefix.length), key, {
          algorithms: ['HS256'],
          issuer,
          audience,
          clockTolerance: graceSeconds,
        });
        return toClaims(payload);
      } catch (error) {
        refusal = error;
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
      }
    }
    throw refusal instanceof TokenRefusal
      ? refusal
      : new TokenRefusal(reasonFor(refusal), { cause: refusal });
  }
}

function toClaims(payload: unknown): SessionClaims {
  const parsed = Claims.safeParse(payload);
  if (!parsed.success) throw new TokenRefusal('session_invalid');
  const { user_id, tenant, name, sid, jti, scope, exp } = parsed.data;
  return {
    sessionId: sid,
    userId: user_id,
    ...(tenant !== undefined && { tenantId: tenant }),
    ...(name !== undefined && { name }),
    scopes: scope.split(' ').filter(Boolean),
    jti,
    expiresAt: new Date(exp * 1000),
  };
}

function reasonFor(error: unknown): TokenReason {
  return error instanceof errors.JWTExpired ? 'session_expired' : 'session_invalid';
}

function unavailable(): ChatKitError {
  return new ChatKitError(
    'not_available',
    'This server has no sessions: set SESSION_SECRET to 32 characters or more (openssl rand -base64 48).',
  );
}
