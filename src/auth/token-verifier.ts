import { createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import { CONFIG, type Config, type IssuerConfig } from '../config.js';
import { ChatKitError } from '../protocol/errors.js';
import { wellFormedLine } from '../protocol/text.js';
import type { Principal } from '../turns/principal.js';
import { DevTokens } from './dev-tokens.js';

interface TrustedIssuer extends IssuerConfig {
  key: KeyObject;
}

/** Seconds that an issuer's clock and ours may differ. */
const clockToleranceSeconds = 5;
const maxIdLength = 255;

/**
 * From a bearer token to a principal. Keys and algorithms come from the settings alone: nothing that a token
 * says about itself chooses either. An issuer never mixes shared secrets with public keys.
 */
@Injectable()
export class TokenVerifier {
  private readonly issuers: TrustedIssuer[];

  constructor(@Inject(CONFIG) config: Config, devTokens: DevTokens) {
    const issuers = config.auth.mode === 'dev' ? [devTokens.issuer] : config.auth.issuers;
    this.issuers = issuers.map((issuer) => ({ ...issuer, key: createSecretKey(issuer.secret, 'utf8') }));
  }

  /** @throws ChatKitError `unauthorized`, saying which check failed. */
  async verify(token: string): Promise<Principal> {
    let refusal: unknown;
    for (const issuer of this.candidatesFor(token)) {
      try {
        return await verifyWith(issuer, token);
      } catch (error) {
        // Of several entries, the first is the one that the token was most likely meant for.
        refusal ??= error;
      }
    }
    throw refusal;
  }

  /**
   * The entries that name the token's `iss`, then those that name none: several secrets may be valid at once while
   * one is replaced. What the token says of itself is not trusted yet.
   */
  private candidatesFor(token: string): TrustedIssuer[] {
    const claimed = claimedIssuer(token);
    const named = this.issuers.filter(({ issuer }) => issuer !== undefined && issuer === claimed);
    const found = [...named, ...this.issuers.filter(({ issuer }) => issuer === undefined)];
    if (found.length) return found;
    throw new ChatKitError('unauthorized', 'The token is from an issuer that this server does not trust.');
  }
}

async function verifyWith(issuer: TrustedIssuer, token: string): Promise<Principal> {
  try {
    const { payload } = await jwtVerify(token, issuer.key, {
      algorithms: issuer.algorithms,
      issuer: issuer.issuer,
      audience: issuer.audience,
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['sub', 'exp'],
    });
    return toPrincipal(payload, issuer);
  } catch (cause) {
    if (cause instanceof ChatKitError) throw cause;
    throw new ChatKitError('unauthorized', reasonFor(cause), { cause });
  }
}

function claimedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch (cause) {
    throw new ChatKitError('unauthorized', 'The token is not a JWT.', { cause });
  }
}

function toPrincipal(payload: JWTPayload, { claims }: IssuerConfig): Principal {
  const { sub, name } = payload;
  if (!isUsable(sub)) throw new ChatKitError('unauthorized', 'The token has no usable subject (`sub`).');
  const tenantId = claims.tenant === undefined ? undefined : payload[claims.tenant];
  if (tenantId !== undefined && !isUsable(tenantId)) {
    throw new ChatKitError('unauthorized', `The token’s tenant (\`${claims.tenant}\`) is not usable.`);
  }
  const roles = rolesOf(payload[claims.roles]);
  return {
    userId: sub,
    ...(typeof name === 'string' && { name }),
    ...(tenantId !== undefined && { tenantId }),
    ...(roles.length > 0 && { roles }),
  };
}

/** An id that is stored as another text could make two people one. */
function isUsable(id: unknown): id is string {
  return typeof id === 'string' && id !== '' && id.length <= maxIdLength && id === wellFormedLine(id);
}

/** A list of texts, or one text with spaces between the roles. What is neither gives no role. */
function rolesOf(claim: unknown): string[] {
  const roles: unknown[] = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
  return roles.filter((role): role is string => typeof role === 'string' && role !== '');
}

function reasonFor(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired. Sign in again.';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The token has a wrong signature.';
  if (error instanceof errors.JOSEAlgNotAllowed)
    return 'The token is signed with an algorithm that is not allowed.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.reason === 'missing'
      ? `The token has no \`${error.claim}\` claim.`
      : `The token's \`${error.claim}\` claim is not acceptable here.`;
  }
  return 'The token is not valid.';
}
