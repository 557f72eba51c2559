import { Inject, Injectable, Logger } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { FailedSignIns } from '../auth/failed-sign-ins.js';
import { CONFIG, type Config } from '../config.js';
import { KnownTokens } from './known-tokens.js';
import { RateLimits } from './rate-limits.js';
import { addressSubject } from './subject.js';

/** Asked by whoever watches the process, often from one address with everybody else. */
const probes: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * What an address may do before anybody looks at a token: so many requests, and so many tokens that prove nothing.
 * Middleware, ahead of every guard.
 */
@Injectable()
export class AddressLimit extends FailedSignIns {
  private readonly logger = new Logger('Limits');
  private readonly isOn: boolean;
  private mayWarn: boolean;

  constructor(
    private readonly limits: RateLimits,
    private readonly known: KnownTokens,
    @Inject(CONFIG) { trustProxy }: Config,
  ) {
    super();
    this.isOn = limits.has('address') || limits.has('failed_sign_ins');
    this.mayWarn = this.isOn && trustProxy === false;
  }

  readonly handle = (request: Request, _response: Response, next: NextFunction): void => {
    if (!this.isOn || probes.has(request.path)) return next();
    if (this.mayWarn && request.headers['x-forwarded-for'] !== undefined) this.warn();
    this.admit(request).then(() => next(), next);
  };

  note(request: Request): Promise<void> {
    return this.limits.noteFailure(addressSubject(request));
  }

  private async admit(request: Request): Promise<void> {
    const subject = addressSubject(request);
    await this.limits.take('address', subject);
    const { authorization } = request.headers;
    if (authorization !== undefined && this.known.has(authorization)) return;
    await this.limits.requireUnlocked(subject);
  }

  /** Once: the header can be sent by anybody. */
  private warn(): void {
    this.mayWarn = false;
    this.logger.warn(
      'a request brings X-Forwarded-For, which is not believed: if a proxy stands in front, everybody behind it counts as one address; set TRUST_PROXY',
    );
  }
}
