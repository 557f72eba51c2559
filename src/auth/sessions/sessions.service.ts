import { randomBytes } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { newId } from '../../protocol/ids.js';
import { ownerOf } from '../../turns/owner.js';
import type { Principal } from '../../turns/principal.js';
import { signInOf } from './bearer-verifier.js';
import { TokenRefusal } from '../token-refusal.js';
import { Revocations } from './revocations.js';
import { SessionSecrets, type SessionClaims } from './session-secrets.js';
import type { NewSessionRequest } from './session.request.js';
import { SessionStore, type Rotation } from './session.store.js';

/** A session as its owner is told of it. Times are UTC, ISO 8601. */
export interface SessionView {
  /** Send it as the bearer token of `/chatkit` and `/api/chatkit`. */
  client_secret: string;
  /** When the secret expires. The session itself goes on as long as secrets are refreshed, up to its greatest age. */
  expires_at: string;
  user_id: string;
  session_id: string;
}

/** Makes sessions, exchanges their secrets, and ends them. */
@Injectable()
export class SessionsService implements OnApplicationBootstrap {
  private readonly logger = new Logger('Sessions');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly secrets: SessionSecrets,
    private readonly store: SessionStore,
    private readonly revocations: Revocations,
  ) {}

  onApplicationBootstrap(): void {
    if (this.secrets.areAvailable) return;
    this.logger.warn(
      'sessions are off, and POST /api/chatkit/session answers 501: SESSION_SECRET is not set',
    );
  }

  /** @throws ChatKitError `not_available`; TokenRefusal `signed_out` when the person did so everywhere meanwhile. */
  async create(principal: Principal, { scope, metadata }: NewSessionRequest): Promise<SessionView> {
    this.secrets.requireAvailable();
    const { userId, tenantId, name } = principal;
    const id = newId('session');
    const jti = newJti();
    const expiresAt = await this.store.insert({
      ...ownerOf(principal),
      id,
      name,
      scopes: scope,
      metadata,
      environment: this.config.nodeEnv,
      jti,
      authenticatedAt: signInOf(principal),
      maxAgeSeconds: this.config.sessions.maxAgeMs / 1000,
    });
    if (!expiresAt) throw new TokenRefusal('signed_out');
    return this.view({ sessionId: id, userId, tenantId, name, scopes: scope }, { jti, expiresAt });
  }

  /**
   * Exchanges a secret, valid or expired a moment ago, for the next one of its session. The same secret can be handed
   * in again for a moment, and gives the same next one; later that means that two hold it, and the session ends.
   * @throws TokenRefusal; ChatKitError `not_available`.
   */
  async refresh(secret: string): Promise<SessionView> {
    const claims = await this.secrets.read(secret, this.config.sessions.refreshGraceMs / 1000);
    const { sessionId, jti } = claims;
    const owner = ownerOf(claims);
    const rotation =
      (await this.store.rotate(sessionId, owner, jti, newJti())) ??
      (await this.store.rotatedFrom(sessionId, owner, jti));
    if (rotation) return this.view(claims, rotation);
    if (await this.store.end(sessionId, owner, 'secret_reused')) {
      this.revocations.heed({ of: owner, sessionIds: [sessionId], people: [] });
      this.logger.warn({
        msg: 'session ended: a secret that was exchanged already was used again',
        sessionId,
      });
    }
    throw new TokenRefusal('session_ended');
  }

  /** Ends the session of a secret. Ending it again is no fault. @throws TokenRefusal; ChatKitError `not_available`. */
  async end(secret: string): Promise<void> {
    const claims = await this.secrets.read(secret, this.config.sessions.maxAgeMs / 1000);
    const { sessionId } = claims;
    await this.store.end(sessionId, ownerOf(claims), 'signed_out');
    this.revocations.heed({ of: ownerOf(claims), sessionIds: [sessionId], people: [] });
  }

  /**
   * Signs a person out everywhere: what was issued to them until now counts no more, tokens of issuers included.
   * @returns that moment.
   */
  async revokeAll(principal: Principal): Promise<Date> {
    const owner = ownerOf(principal);
    const revokedBefore = await this.store.signOut(owner);
    this.revocations.heed({ sessionIds: [], people: [{ ...owner, revokedBefore }] });
    this.logger.log({ msg: 'signed out everywhere', principal: owner.ownerId });
    return revokedBefore;
  }

  private async view(
    session: Omit<SessionClaims, 'jti' | 'expiresAt'>,
    rotation: Rotation,
  ): Promise<SessionView> {
    const ttlEnd = Date.now() + this.config.sessions.ttlMs;
    // What the token says is in whole seconds.
    const expiresAt = new Date(Math.floor(Math.min(ttlEnd, rotation.expiresAt.getTime()) / 1000) * 1000);
    return {
      client_secret: await this.secrets.sign({ ...session, jti: rotation.jti, expiresAt }),
      expires_at: expiresAt.toISOString(),
      user_id: session.userId,
      session_id: session.sessionId,
    };
  }
}

const newJti = (): string => randomBytes(16).toString('base64url');
