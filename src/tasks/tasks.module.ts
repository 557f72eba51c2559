import { Module } from '@nestjs/common';
import { McpModule } from '../mcp/mcp.module.js';
import { TaskPanel } from './task-panel.js';
import { TaskTools } from './task-tools.js';
import { TasksService } from './tasks.service.js';

/** Needs TypeORM's `DataSource` from a global module. */
@Module({
  imports: [McpModule],
  providers: [TasksService, TaskTools, TaskPanel],
  exports: [TasksService],
})
export class TasksModule {}
