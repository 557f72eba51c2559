import { Catch, type ArgumentsHost } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ChatKitError, toErrorEvent } from '../protocol/errors.js';
import { parseRequest } from '../protocol/parse-request.js';
import { isStreaming } from '../protocol/requests.js';
import { isOutage } from '../turns/outage.js';
import { refused } from '../turns/results.js';
import { languageOfRequest } from './chatkit-context.js';
import { ChatKitMount } from './chatkit-mount.js';
import { ErrorFilter } from './error.filter.js';
import { Heartbeat } from './heartbeat.js';
import { nodeResponse, type HttpRequest, type HttpResponse } from './http-exchange.js';
import { readBody } from './request-body.js';
import { streamResult } from './stream-result.js';

/**
 * The way out of the protocol's endpoint. What differs: where the storage is away by the time that the guard asks it
 * whether a token still counts, a message is refused inside a stream, as it is refused behind the guard. A status would
 * cost the person their text.
 */
@Catch()
export class ProtocolErrorFilter extends ErrorFilter {
  constructor(
    adapterHost: HttpAdapterHost,
    private readonly mount: ChatKitMount,
    private readonly heartbeat: Heartbeat,
  ) {
    super(adapterHost);
  }

  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const response = http.getResponse<HttpResponse>();
    if (!isOutage(error) || nodeResponse(response).headersSent) return super.catch(error, host);
    void this.bringsText(request).then((bringsText) => {
      if (!bringsText || nodeResponse(response).headersSent) return super.catch(error, host);
      const refusal = new ChatKitError('storage_unavailable', undefined, { cause: error });
      this.log(error, request, refusal.code);
      const event = toErrorEvent(refusal, languageOfRequest(request));
      streamResult(refused(refusal, event), response, this.heartbeat);
    });
  }

  /** Whether the request is one that streams. What it asks for is not looked at any further, and nothing is done. */
  private async bringsText(request: HttpRequest): Promise<boolean> {
    const { limits } = this.mount.server;
    try {
      return isStreaming(parseRequest(await readBody(request, limits.maxBodyBytes), limits));
    } catch {
      return false;
    }
  }
}
