import { Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AdminModule } from './admin/admin.module.js';
import { AgentModule } from './agent/agent.module.js';
import { AssistantServer } from './agent/assistant.server.js';
import { AttachmentsModule } from './attachments/attachments.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ChatKitModule } from './chatkit/chatkit.module.js';
import { ClientConfigController } from './chatkit/client-config.controller.js';
import { CONFIG, type Config } from './config.js';
import { ConfigModule } from './config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { InProcessMcpFactory } from './mcp/in-process-mcp.js';
import { McpModule } from './mcp/mcp.module.js';
import { ToolServers } from './mcp/tool-servers.js';
import { MetricsModule } from './observability/metrics.module.js';
import { ObservabilityModule } from './observability/observability.module.js';
import { DatabaseCheck, McpCheck, ModelCheck } from './observability/readiness-checks.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { RelayModule } from './relay/relay.module.js';
import { RestModule } from './rest/rest.module.js';
import { TasksModule } from './tasks/tasks.module.js';
import { ThreadsModule } from './threads/threads.module.js';
import { UsageModule } from './usage/usage.module.js';

/** The server of this repository: the protocol, the bundled assistant, its task tools, and what is around them. */
@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    // The embedded database admits one process, so every turn that still runs in it is an orphan.
    const threads = ThreadsModule.register({ isAlone: config.databaseUrl === undefined });
    // One module, and so one assistant, for both ways in.
    const attachments = config.attachments.isOn ? [AttachmentsModule.register({ imports: [threads] })] : [];
    const agent = AgentModule.register({ imports: [threads, ...attachments] });
    return {
      module: AppModule,
      controllers: [ClientConfigController],
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule,
        RelayModule,
        AuthModule,
        // Behind it: people are counted once they are known.
        UsageModule,
        McpModule,
        TasksModule,
        AdminModule,
        ChatKitModule.forRootAsync({
          path: ['chatkit', 'api/chatkit'],
          // `rest` has them, with everything else of a thread.
          threadsPath: false,
          imports: [agent],
          inject: [AssistantServer],
          useFactory: (assistant: AssistantServer) => assistant,
        }),
        RestModule.register(config, { imports: [agent], server: AssistantServer }),
        MetricsModule,
        OpenApiModule.forRoot(config),
        ObservabilityModule.forRoot({
          imports: [McpModule],
          inject: [DataSource, CONFIG, InProcessMcpFactory, ToolServers],
          checks: (
            dataSource: DataSource,
            settings: Config,
            mcp: InProcessMcpFactory,
            tools: ToolServers,
          ) => [
            new DatabaseCheck(dataSource),
            new ModelCheck(settings.model),
            new McpCheck(
              () => mcp.listTools(),
              () => tools.state,
            ),
          ],
        }),
      ],
    };
  }
}
