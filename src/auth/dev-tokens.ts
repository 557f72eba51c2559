import { createSecretKey, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { CONFIG, type Config } from '../config.js';
import { issuerWithSecret, type IssuerConfig } from '../config/issuers.js';

/** The people of the demo. */
export const devUsers = ['alice', 'bob'] as const;
export type DevUser = (typeof devUsers)[number];

const issuerName = 'nestjs-chatkit-dev';
const tokenTtl = '12h';

/** Issues tokens for the demo's two people. Used in `AUTH_MODE=dev` only, which production refuses. */
@Injectable()
export class DevTokens {
  /** The one that is trusted in dev mode. */
  readonly issuer: IssuerConfig;
  private readonly secret: string;

  constructor(@Inject(CONFIG) config: Config) {
    this.secret = config.auth.sessionSecret ?? randomBytes(32).toString('base64url');
    this.issuer = issuerWithSecret('AUTH_MODE=dev', this.secret, { issuer: [issuerName] });
  }

  issue(user: DevUser): Promise<string> {
    return new SignJWT({ name: `${user[0]!.toUpperCase()}${user.slice(1)}` })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(issuerName)
      .setSubject(user)
      .setIssuedAt()
      .setExpirationTime(tokenTtl)
      .sign(createSecretKey(this.secret, 'utf8'));
  }
}
