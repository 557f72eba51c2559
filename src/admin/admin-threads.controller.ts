import { Controller, Get, Query } from '@nestjs/common';
import { CurrentPrincipal } from '../auth/current-principal.decorator.js';
import { Roles } from '../auth/roles.decorator.js';
import type { Page } from '../protocol/page.js';
import type { Principal } from '../turns/principal.js';
import { AdminThreads, type AdminThread } from './admin-threads.service.js';
import { threadQuery, ThreadQuery } from './thread-query.js';

/** What operators look up about conversations. */
@Roles('admin')
@Controller('api/admin/threads')
export class AdminThreadsController {
  constructor(private readonly threads: AdminThreads) {}

  @Get()
  list(
    @CurrentPrincipal() admin: Principal,
    @Query(threadQuery) query: ThreadQuery,
  ): Promise<Page<AdminThread>> {
    return this.threads.list(query, admin);
  }
}
