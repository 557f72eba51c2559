import { createHash } from 'node:crypto';
import { Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentPrincipal } from '../auth/current-principal.decorator.js';
import { LimitedAs } from '../auth/limited-as.decorator.js';
import { contextOf } from '../chatkit/chatkit-context.js';
import type { Page } from '../protocol/page.js';
import type { Principal } from '../turns/principal.js';
import { CheckedBody, CheckedQuery } from './checked.js';
import { Conversations } from './conversations.js';
import {
  CreateThreadRequest,
  EditThreadRequest,
  ListThreadsRequest,
  PageRequest,
} from './thread.requests.js';
import { toThreadRow, toThreadWithItems, type ThreadRow } from './views.js';

/** Threads as plain HTTP resources. Somebody else's are unknown. */
@Controller('api/chatkit/threads')
export class ThreadsController {
  constructor(private readonly conversations: Conversations) {}

  @Get()
  list(
    @CurrentPrincipal() principal: Principal,
    @CheckedQuery(ListThreadsRequest) { limit, after, q, status, archived = 'false' }: ListThreadsRequest,
  ): Promise<Page<ThreadRow>> {
    const wanted = archived === 'any' ? undefined : archived === 'true';
    return this.conversations.list({ limit, after, status, words: q, archived: wanted }, principal);
  }

  /** 201 for a new thread, 200 for the one that has the external id already. */
  @Post()
  async create(
    @CurrentPrincipal() principal: Principal,
    @CheckedBody(CreateThreadRequest) { title, metadata, external_id }: CreateThreadRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ThreadRow> {
    const filing = { externalId: external_id ?? undefined, clientMetadata: metadata ?? undefined };
    const { threadId, isNew } = await this.conversations.add(
      { title: title ?? undefined, ...filing },
      principal,
    );
    response.status(isNew ? 201 : 200);
    return toThreadRow(await this.conversations.summary(threadId, principal));
  }

  /** With a tag of what it says: a client that has it already is answered with 304 and no body. */
  @Get(':id')
  async read(
    @CurrentPrincipal() principal: Principal,
    @Param('id') threadId: string,
    @CheckedQuery(PageRequest) page: PageRequest,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ) {
    const body = toThreadWithItems(await this.conversations.read(threadId, page, principal));
    const etag = `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url')}"`;
    response.setHeader('etag', etag);
    response.setHeader('cache-control', 'private, no-cache');
    // Express would give the body to `fetch`, which sends `cache-control: no-cache` along with a tag.
    if (known?.includes(etag)) response.status(304);
    return body;
  }

  @Patch(':id')
  async edit(
    @CurrentPrincipal() principal: Principal,
    @Param('id') threadId: string,
    @CheckedBody(EditThreadRequest) { title, metadata, archived }: EditThreadRequest,
  ): Promise<ThreadRow> {
    const edits = { title, clientMetadata: metadata ?? undefined, archived: archived ?? undefined };
    return toThreadRow(await this.conversations.edit(threadId, edits, principal));
  }

  @Delete(':id')
  @LimitedAs('operation')
  @HttpCode(204)
  async delete(
    @CurrentPrincipal() principal: Principal,
    @Param('id') threadId: string,
    @Req() request: Request,
  ): Promise<void> {
    await this.conversations.delete(threadId, contextOf(request, principal));
  }
}
