import { Module } from '@nestjs/common';
import { McpModule } from '../mcp/mcp.module.js';
import { Responder } from '../turns/responder.js';
import { AssistantServer } from './assistant.server.js';

/** Provides the bundled assistant as the {@link Responder}. Needs a global `ThreadStore`. */
@Module({
  imports: [McpModule],
  providers: [{ provide: Responder, useClass: AssistantServer }],
  exports: [Responder],
})
export class AgentModule {}
