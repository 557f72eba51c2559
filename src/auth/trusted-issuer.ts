import { createSecretKey, type KeyObject } from 'node:crypto';
import {
  createLocalJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import type { IssuerConfig } from '../config/issuers.js';
import type { Principal } from '../turns/principal.js';
import { RemoteKeys } from './remote-keys.js';
import { toPrincipal } from './to-principal.js';
import { toRefusal } from './to-refusal.js';
import { TokenRefusal } from './token-refusal.js';
import type { UnprovenToken } from './token-shape.js';

/** Types that a header may name where the issuer's entry asks for none. */
const usualTypes = /^(application\/)?(at\+)?jwt$/i;

interface TrustedIssuerOptions {
  clockToleranceSeconds: number;
  onOutage?: (cause: Error) => void;
  onRecovery?: () => void;
}

/** One issuer whose tokens are believed. Keys and algorithms are its own: a token chooses neither. */
export class TrustedIssuer {
  private readonly key: KeyObject | JWTVerifyGetKey;
  private readonly remote?: RemoteKeys;

  constructor(
    readonly config: IssuerConfig,
    private readonly options: TrustedIssuerOptions,
  ) {
    const { keys } = config;
    if ('secret' in keys) {
      this.key = createSecretKey(keys.secret, 'utf8');
      return;
    }
    const initial: JSONWebKeySet | undefined = keys.jwks;
    if (keys.jwksUrls.length === 0) {
      this.key = createLocalJWKSet(initial ?? { keys: [] });
      return;
    }
    this.remote = new RemoteKeys({ ...options, urls: keys.jwksUrls, initial });
    this.key = this.remote.find;
  }

  /** Reads the keys ahead of the first token. */
  async prepare(): Promise<void> {
    await this.remote?.readAhead();
  }

  /** Whether a token that says this of itself can be from this issuer. */
  mayHaveIssued({ claims }: UnprovenToken): boolean {
    const { issuer } = this.config;
    return issuer.length === 0 || issuer.some((name) => name === claims.iss);
  }

  /** @throws TokenRefusal naming the check that failed. */
  async verify(token: string): Promise<Principal> {
    try {
      const { payload, protectedHeader } = await this.prove(token);
      this.checkType(payload, protectedHeader.typ);
      return toPrincipal(payload, this.config);
    } catch (cause) {
      throw toRefusal(cause);
    }
  }

  private async prove(token: string) {
    const { issuer, audience, algorithms } = this.config;
    const rules = {
      algorithms,
      issuer: issuer.length ? issuer : undefined,
      audience: audience.length ? audience : undefined,
      clockTolerance: this.options.clockToleranceSeconds,
      requiredClaims: ['sub', 'exp'],
    };
    const { key } = this;
    if (typeof key !== 'function') return jwtVerify(token, key, rules);
    try {
      return await jwtVerify(token, key, rules);
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      // A token that names no key, from an issuer that has several.
      for await (const each of error) {
        try {
          return await jwtVerify(token, each, rules);
        } catch (cause) {
          if (!(cause instanceof errors.JWSSignatureVerificationFailed)) throw cause;
        }
      }
      throw new errors.JWSSignatureVerificationFailed();
    }
  }

  /** OpenID Connect gives tokens for the client's own eyes, which are signed with the same keys. */
  private checkType(payload: JWTPayload, type: string | undefined): void {
    const { tokenType, acceptsIdTokens } = this.config;
    const isOfType = tokenType
      ? type?.toLowerCase() === tokenType.toLowerCase()
      : type === undefined || usualTypes.test(type);
    const { token_use: use, typ } = payload;
    const isIdToken = 'at_hash' in payload || 'c_hash' in payload || use === 'id' || typ === 'ID';
    const isRefreshToken = use === 'refresh' || typ === 'Refresh' || typ === 'Offline';
    if (!isOfType || isRefreshToken || (isIdToken && !acceptsIdTokens)) throw new TokenRefusal('wrong_type');
  }
}
