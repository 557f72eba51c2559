import { Module } from '@nestjs/common';
import { InProcessMcpFactory } from './in-process-mcp.js';
import { McpController } from './mcp.controller.js';
import { McpEndpoint } from './mcp.endpoint.js';
import { McpToolsRegistry } from './mcp-tools.registry.js';
import { OwnOriginGuard } from './own-origin.guard.js';

@Module({
  controllers: [McpController],
  providers: [McpToolsRegistry, McpEndpoint, InProcessMcpFactory, OwnOriginGuard],
  exports: [McpToolsRegistry, InProcessMcpFactory],
})
export class McpModule {}
