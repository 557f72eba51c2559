import { Global, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { ConfigModule } from '../../config.module.js';
import type { Config } from '../../config.js';
import { InProcessMcpFactory } from '../../mcp/in-process-mcp.js';
import { McpModule } from '../../mcp/mcp.module.js';
import { TasksModule } from '../../tasks/tasks.module.js';

/** Offering tools needs no database; only calling them does. */
@Global()
@Module({ providers: [{ provide: DataSource, useValue: {} }], exports: [DataSource] })
class NoDatabaseModule {}

@Module({})
class ToolsModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: ToolsModule,
      imports: [ConfigModule.forRoot(config), NoDatabaseModule, McpModule, TasksModule],
    };
  }
}

/** The names of the tools that the bundled MCP server offers, asked of it over MCP. */
export async function listBundledTools(config: Config): Promise<string[]> {
  const app = await NestFactory.createApplicationContext(ToolsModule.forRoot(config), {
    logger: false,
    abortOnError: false,
  });
  try {
    const tools = await app.get(InProcessMcpFactory).listTools();
    return tools.map(({ name }) => name);
  } finally {
    await app.close();
  }
}
