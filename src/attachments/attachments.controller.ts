import {
  Controller,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { CurrentPrincipal } from '../auth/current-principal.decorator.js';
import { LimitedAs } from '../auth/limited-as.decorator.js';
import { Public } from '../auth/public.decorator.js';
import type { Attachment } from '../protocol/attachments.js';
import type { Principal } from '../turns/principal.js';
import { requireScope } from '../turns/scopes.js';
import { AttachmentFiles, type AttachmentFile } from './attachment-files.js';
import { ListedOriginGuard } from './listed-origin.guard.js';
import { sendFile } from './send-file.js';
import type { LinkQuery } from './signed-links.js';
import { Uploads } from './uploads.js';

/** Answers hold addresses that open something. */
const notKept = ['cache-control', 'no-store'] as const;

/** Bytes in and out. What is announced, named and deleted goes through the protocol's own operations. */
@Controller('api/chatkit/attachments')
export class AttachmentsController {
  constructor(
    private readonly uploads: Uploads,
    private readonly files: AttachmentFiles,
  ) {}

  /** A form with one file: `uploadUrl` of the widget's direct strategy. */
  @Post()
  @HttpCode(200)
  @LimitedAs('uploads')
  @Header(...notKept)
  async send(@CurrentPrincipal() principal: Principal, @Req() request: Request): Promise<Attachment> {
    requireScope(principal, 'chat:write');
    return this.uploads.receiveDirect(request, principal);
  }

  /** One's own, with an address that its bytes can be fetched from for some hours. */
  @Get(':id')
  @Header(...notKept)
  async read(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<AttachmentFile> {
    requireScope(principal, 'chat:read');
    return this.files.describe(id, principal);
  }

  /** To the address of an `upload_descriptor`, which says who may. */
  @Public()
  @UseGuards(ListedOriginGuard)
  @Put(':id/upload')
  @Header(...notKept)
  put(@Param('id') id: string, @Query() link: LinkQuery, @Req() request: Request): Promise<Attachment> {
    return this.uploads.receive(id, link, request);
  }

  @Public()
  @UseGuards(ListedOriginGuard)
  @Post(':id/upload')
  @Header(...notKept)
  @HttpCode(200)
  post(@Param('id') id: string, @Query() link: LinkQuery, @Req() request: Request): Promise<Attachment> {
    return this.uploads.receive(id, link, request);
  }

  @Public()
  @Get(':id/content')
  async content(@Param('id') id: string, @Query() link: LinkQuery, @Res() response: Response): Promise<void> {
    await sendFile(await this.files.open(id, link), response);
  }
}
