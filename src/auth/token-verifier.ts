import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import type { IssuerConfig } from '../config/issuers.js';
import type { Principal } from '../turns/principal.js';
import { DevTokens } from './dev-tokens.js';
import { furthest, toRefusal } from './to-refusal.js';
import { TokenRefusal } from './token-refusal.js';
import { readUnproven } from './token-shape.js';
import { TrustedIssuer } from './trusted-issuer.js';

/** From a bearer token to a principal: finds the issuers that it can be from, and asks them. */
@Injectable()
export class TokenVerifier implements OnApplicationBootstrap {
  private readonly logger = new Logger('Auth');
  private readonly issuers: TrustedIssuer[];

  constructor(@Inject(CONFIG) { auth }: Config, devTokens: DevTokens) {
    const issuers = auth.mode === 'dev' ? [devTokens.issuer] : auth.issuers;
    this.issuers = issuers.map((issuer) => this.trust(issuer, auth.clockToleranceSeconds));
  }

  /** Keys are read ahead, so that nobody waits for them. The server starts without them too. */
  onApplicationBootstrap(): void {
    for (const issuer of this.issuers) void issuer.prepare();
  }

  /** @throws TokenRefusal naming the check that failed. */
  async verify(token: string): Promise<Principal> {
    const unproven = readUnproven(token);
    const candidates = this.issuers.filter((issuer) => issuer.mayHaveIssued(unproven));
    if (candidates.length === 0) throw new TokenRefusal('unknown_issuer');
    const refusals: TokenRefusal[] = [];
    // Several: two secrets while one is replaced, or an entry that asks for no `iss` beside one that does.
    for (const issuer of candidates) {
      try {
        return await issuer.verify(token);
      } catch (error) {
        refusals.push(toRefusal(error));
      }
    }
    throw furthest(refusals);
  }

  private trust(config: IssuerConfig, clockToleranceSeconds: number): TrustedIssuer {
    const issuer = config.label;
    return new TrustedIssuer(config, {
      clockToleranceSeconds,
      onOutage: ({ message }) => this.logger.warn({ msg: `the key set of an issuer ${message}`, issuer }),
      onRecovery: () => this.logger.log({ msg: 'the key set of an issuer can be read again', issuer }),
    });
  }
}
