import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { CONFIG, type Config } from '../config.js';

/**
 * Under which address whoever asks reaches this server, while their request is answered: addresses of bytes must be
 * absolute. `PUBLIC_URL` where it is set; else what the request was sent to, as a proxy says that `TRUST_PROXY` trusts.
 */
@Injectable()
export class RequestOrigin {
  private readonly current = new AsyncLocalStorage<string>();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** For everything that is done for the request, what goes on behind its answer with it. */
  readonly handle = (request: Request, _response: Response, next: NextFunction): void => {
    const origin = `${request.protocol}://${request.host}`;
    if (this.config.publicUrl !== undefined || !URL.canParse(origin)) return next();
    this.current.run(new URL(origin).origin, next);
  };

  /** Without a slash at the end. */
  get base(): string {
    return this.config.publicUrl ?? this.current.getStore() ?? `http://localhost:${this.config.port}`;
  }
}
