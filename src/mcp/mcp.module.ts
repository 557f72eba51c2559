import { Inject, Module, RequestMethod, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import express from 'express';
import { OwnOriginGuard } from '../auth/own-origin.guard.js';
import { CONFIG, type Config } from '../config.js';
import { InProcessMcpFactory } from './in-process-mcp.js';
import { McpController } from './mcp.controller.js';
import { McpEndpoint } from './mcp.endpoint.js';
import { McpToolsRegistry } from './mcp-tools.registry.js';
import { pointToMetadata } from './resource-metadata.js';
import { ResourceMetadataController } from './resource-metadata.controller.js';
import { ToolServers } from './tool-servers.js';
import { ToolsRestController } from './tools-rest.controller.js';

/** Largest JSON body of a plain tool call, in bytes. `/mcp` itself reads its own bodies. */
const maxJsonBytes = 64 * 1024;

/** The tools over MCP, as plain HTTP calls, and inside the process. Features add theirs to {@link McpToolsRegistry}. */
@Module({
  controllers: [McpController, ToolsRestController, ResourceMetadataController],
  providers: [McpToolsRegistry, McpEndpoint, InProcessMcpFactory, ToolServers, OwnOriginGuard],
  exports: [McpToolsRegistry, InProcessMcpFactory, ToolServers],
})
export class McpModule implements NestModule {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(pointToMetadata(this.config)).forRoutes('mcp', 'mcp/*path');
    consumer
      // Bytes: they are looked at before anything is built from them.
      .apply(express.raw({ limit: maxJsonBytes, type: () => true }))
      .forRoutes({ path: 'mcp/tools/:name', method: RequestMethod.POST });
  }
}
