import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { McpModule } from '../mcp/mcp.module.js';
import { Responder } from '../turns/responder.js';
import { AssistantServer } from './assistant.server.js';

/** Provides the bundled assistant as the {@link Responder}. */
@Module({})
export class AgentModule {
  /** @param imports Modules that export a `ThreadStore`. */
  static register({ imports = [] }: Pick<ModuleMetadata, 'imports'>): DynamicModule {
    return {
      module: AgentModule,
      imports: [McpModule, ...imports],
      providers: [{ provide: Responder, useClass: AssistantServer }],
      exports: [Responder],
    };
  }
}
