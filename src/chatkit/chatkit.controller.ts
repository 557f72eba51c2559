import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { ChatKitRequest } from '../protocol/requests.js';
import type { RequestContext } from '../turns/context.js';
import { Dispatcher } from '../turns/dispatcher.js';
import type { StreamingResult } from '../turns/results.js';
import { HttpContext, RawRequest } from './chatkit-context.js';
import { Heartbeat } from './heartbeat.js';
import { ChatKitRequestPipe } from './request-body.js';
import { SseWriter } from './sse-writer.js';

/** The whole protocol: one endpoint, sixteen operations, answered by JSON or by a stream of events. */
@Controller(['chatkit', 'api/chatkit'])
export class ChatKitController {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly heartbeat: Heartbeat,
  ) {}

  @Post()
  @HttpCode(200)
  async handle(
    @RawRequest(ChatKitRequestPipe) request: ChatKitRequest,
    @HttpContext() context: RequestContext,
    @Res() response: Response,
  ): Promise<void> {
    const result = await this.dispatcher.process(request, { ...context, metadata: request.metadata ?? {} });
    if (result.streaming) this.stream(result, response);
    else response.setHeader('cache-control', 'no-store').json(result.body);
  }

  private stream(result: StreamingResult, response: Response): void {
    const headers: Record<string, string> = result.turnId ? { 'chatkit-turn-id': result.turnId } : {};
    const writer = new SseWriter(response, this.heartbeat, (viewer) => result.detach(viewer), headers);
    result.attach(writer);
  }
}
