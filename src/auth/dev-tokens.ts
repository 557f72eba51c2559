import { createSecretKey, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { CONFIG, type Config, type IssuerConfig } from '../config.js';

/** The people of the demo. */
export const devUsers = ['alice', 'bob'] as const;
export type DevUser = (typeof devUsers)[number];

const tokenTtl = '12h';

/** Issues tokens for the demo's two people. Used in `AUTH_MODE=dev` only, which production refuses. */
@Injectable()
export class DevTokens {
  readonly issuer: IssuerConfig;

  constructor(@Inject(CONFIG) config: Config) {
    this.issuer = {
      issuer: 'nestjs-chatkit-dev',
      secret: config.auth.sessionSecret ?? randomBytes(32).toString('base64url'),
      algorithms: ['HS256'],
      claims: { roles: 'roles' },
    };
  }

  issue(user: DevUser): Promise<string> {
    return new SignJWT({ name: `${user[0]!.toUpperCase()}${user.slice(1)}` })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(this.issuer.issuer!)
      .setSubject(user)
      .setIssuedAt()
      .setExpirationTime(tokenTtl)
      .sign(createSecretKey(this.issuer.secret, 'utf8'));
  }
}
