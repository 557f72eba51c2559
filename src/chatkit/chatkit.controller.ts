import { Controller, HttpCode, Post, Req, Res, UseFilters, type Type } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ChatKitMount } from './chatkit-mount.js';
import { Heartbeat } from './heartbeat.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';
import { ProtocolErrorFilter } from './protocol-error.filter.js';
import { readBody } from './request-body.js';
import { streamResult } from './stream-result.js';

/** The whole protocol: one endpoint, sixteen operations, answered by JSON or by a stream of events. */
@UseFilters(ProtocolErrorFilter)
export class ChatKitController {
  constructor(
    private readonly mount: ChatKitMount,
    private readonly heartbeat: Heartbeat,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  @Post()
  @HttpCode(200)
  async handle(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const { server } = this.mount;
    const context = await this.mount.contextOf(request);
    const result = await server.process(await readBody(request, server.limits.maxBodyBytes), context);
    if (result.streaming) streamResult(result, response, this.heartbeat);
    else this.json(result.body, response);
  }

  private json(body: unknown, response: HttpResponse): void {
    const { httpAdapter } = this.adapterHost;
    httpAdapter.setHeader(response, 'cache-control', 'no-store');
    httpAdapter.reply(response, body, 200);
  }
}

/** The controller at the given paths; a class of its own, so that an application can have several. */
export function controllerAt(paths: string[]): Type<ChatKitController> {
  @Controller(paths)
  class MountedChatKitController extends ChatKitController {
    constructor(mount: ChatKitMount, heartbeat: Heartbeat, adapterHost: HttpAdapterHost) {
      super(mount, heartbeat, adapterHost);
    }
  }
  return MountedChatKitController;
}
