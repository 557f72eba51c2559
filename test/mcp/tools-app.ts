import type { AddressInfo } from 'node:net';
import {
  Catch,
  Global,
  Module,
  type ArgumentsHost,
  type DynamicModule,
  type INestApplication,
} from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { AuthModule } from '../../src/auth/auth.module.js';
import { DevTokens, type DevUser } from '../../src/auth/dev-tokens.js';
import { CONFIG, parseConfig } from '../../src/config.js';
import { InProcessMcpFactory, type InProcessMcp } from '../../src/mcp/in-process-mcp.js';
import { McpToolsRegistry, type ToolSet } from '../../src/mcp/mcp-tools.registry.js';
import { McpModule } from '../../src/mcp/mcp.module.js';
import { ChatKitError } from '../../src/protocol/errors.js';
import { TaskListEntity } from '../../src/tasks/task-list.entity.js';
import { TaskEntity } from '../../src/tasks/task.entity.js';
import { TasksModule } from '../../src/tasks/tasks.module.js';
import { TasksService } from '../../src/tasks/tasks.service.js';
import { openLiteDatabase } from '../tasks/lite-database.js';

export interface ToolsApp {
  /** Such as `http://127.0.0.1:40123`. */
  url: string;
  tasks: TasksService;
  dataSource: DataSource;
  /** A connection of `userId`'s in process; the app closes it. */
  connect(userId: string): Promise<InProcessMcp>;
  mcp: InProcessMcpFactory;
  tokenFor(user: DevUser): Promise<string>;
  close(): Promise<void>;
}

@Catch(ChatKitError)
class FailureFilter {
  catch(error: ChatKitError, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<Response>().status(error.status).json({ error: error.code });
  }
}

@Global()
@Module({})
class WorldModule {
  static with(dataSource: DataSource): DynamicModule {
    const config = parseConfig({ NODE_ENV: 'test', ALLOWED_ORIGINS: 'https://app.example.com' });
    return {
      module: WorldModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: DataSource, useValue: dataSource },
      ],
      exports: [CONFIG, DataSource],
    };
  }
}

/** The tools as the server has them, on the embedded engine, listening on a free port. */
export async function startToolsApp(...extraTools: ToolSet[]): Promise<ToolsApp> {
  const dataSource = await openLiteDatabase([TaskEntity, TaskListEntity]);
  const module = await Test.createTestingModule({
    imports: [WorldModule.with(dataSource), AuthModule, McpModule, TasksModule],
  }).compile();
  const app: INestApplication = module.createNestApplication({ logger: false });
  app.useGlobalFilters(new FailureFilter());
  for (const tools of extraTools) app.get(McpToolsRegistry).add(tools);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const mcp = app.get(InProcessMcpFactory);
  const connections: InProcessMcp[] = [];

  return {
    url: `http://127.0.0.1:${port}`,
    tasks: app.get(TasksService),
    dataSource,
    mcp,
    async connect(userId) {
      const connection = await mcp.connect({ userId });
      connections.push(connection);
      return connection;
    },
    tokenFor: (user) => app.get(DevTokens).issue(user),
    async close() {
      await Promise.all(connections.map((connection) => connection.close()));
      await app.close();
      await dataSource.destroy();
    },
  };
}
