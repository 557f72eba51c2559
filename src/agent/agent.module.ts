import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { McpModule } from '../mcp/mcp.module.js';
import { AssistantServer } from './assistant.server.js';
import { ToolPanels } from './tool-panels.js';

/** Provides the bundled assistant. */
@Module({})
export class AgentModule {
  /** @param imports Modules that export a `ThreadStore` and a `TurnLedger`. */
  static register({ imports = [] }: Pick<ModuleMetadata, 'imports'>): DynamicModule {
    return {
      module: AgentModule,
      imports: [McpModule, ...imports],
      providers: [AssistantServer, ToolPanels],
      exports: [AssistantServer],
    };
  }
}
