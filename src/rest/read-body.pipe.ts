import { Inject, Injectable, type PipeTransform } from '@nestjs/common';
import { readBody } from '../chatkit/request-body.js';
import type { HttpRequest } from '../chatkit/http-exchange.js';
import { CONFIG, type Config } from '../config.js';
import { ChatKitError } from '../protocol/errors.js';
import { InvalidBodyError, parseJsonBody } from '../protocol/json-body.js';
import { defaultLimits } from '../protocol/limits.js';

/** From a request to the JSON of its body, within the same bounds as `/chatkit`. Guards have run by then. */
@Injectable()
export class ReadBodyPipe implements PipeTransform<HttpRequest, Promise<unknown>> {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @throws ChatKitError `bad_request`, `payload_too_large`, `unsupported_media_type` */
  async transform(request: HttpRequest): Promise<unknown> {
    const limits = { ...defaultLimits, ...this.config.limits };
    const body = await readBody(request, limits.maxBodyBytes);
    if (!(body instanceof Uint8Array)) return body;
    try {
      return parseJsonBody(body, { maxDepth: limits.maxJsonDepth, maxTokens: limits.maxJsonTokens });
    } catch (error) {
      if (!(error instanceof InvalidBodyError)) throw error;
      throw new ChatKitError('bad_request', error.message, { cause: error });
    }
  }
}
