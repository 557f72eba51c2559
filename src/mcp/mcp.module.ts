import { Module, RequestMethod, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import express from 'express';
import { InProcessMcpFactory } from './in-process-mcp.js';
import { McpController } from './mcp.controller.js';
import { McpEndpoint } from './mcp.endpoint.js';
import { McpToolsRegistry } from './mcp-tools.registry.js';
import { OwnOriginGuard } from './own-origin.guard.js';
import { ToolsRestController } from './tools-rest.controller.js';

/** Largest JSON body of a plain tool call, in bytes. `/mcp` itself reads its own bodies. */
const maxJsonBytes = 64 * 1024;

/** The tools over MCP, as plain HTTP calls, and inside the process. Features add theirs to {@link McpToolsRegistry}. */
@Module({
  controllers: [McpController, ToolsRestController],
  providers: [McpToolsRegistry, McpEndpoint, InProcessMcpFactory, OwnOriginGuard],
  exports: [McpToolsRegistry, InProcessMcpFactory],
})
export class McpModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply(express.json({ limit: maxJsonBytes }))
      .forRoutes({ path: 'mcp/tools/:name', method: RequestMethod.POST });
  }
}
