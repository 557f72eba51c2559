import { Module } from '@nestjs/common';
import { AdminThreadsController } from './admin-threads.controller.js';
import { AdminThreads } from './admin-threads.service.js';

/** `/api/admin`: for operators, by their role. */
@Module({ controllers: [AdminThreadsController], providers: [AdminThreads] })
export class AdminModule {}
