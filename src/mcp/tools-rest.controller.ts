import {
  BadRequestException,
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  UseGuards,
} from '@nestjs/common';
import { CurrentPrincipal } from '../auth/current-principal.decorator.js';
import { LimitedAs } from '../auth/limited-as.decorator.js';
import { OwnOriginGuard } from '../auth/own-origin.guard.js';
import { Public } from '../auth/public.decorator.js';
import type { Principal } from '../turns/principal.js';
import { InProcessMcpFactory } from './in-process-mcp.js';
import { toArguments } from './tool-arguments.js';

/** The version that earlier clients of this route expect to read; it is not that of the protocol. */
const mcpVersion = '1.0';

/** The tools as plain HTTP calls, for scripts that do not speak MCP. */
@Controller('mcp')
export class ToolsRestController {
  constructor(private readonly mcp: InProcessMcpFactory) {}

  @Public()
  @Get('health')
  health(): { status: 'ok'; mcp_version: string } {
    return { status: 'ok', mcp_version: mcpVersion };
  }

  /**
   * Calls a tool with the body as its arguments, for the token's owner, and answers with its result.
   * A `user_id` may be sent along, and must then be the owner's.
   * @throws NotFoundException when there is no such tool; BadRequestException with the tool's own words when it refuses;
   *   and what {@link toArguments} throws.
   */
  @Post('tools/:name')
  @LimitedAs('tools')
  @HttpCode(200)
  @UseGuards(OwnOriginGuard)
  async call(
    @CurrentPrincipal() principal: Principal,
    @Param('name') name: string,
    @Body() body: unknown,
    @Headers('content-type') contentType: string | undefined,
  ): Promise<unknown> {
    const bytes = Buffer.isBuffer(body) ? body : undefined;
    const args = toArguments({ bytes, contentType }, principal);
    const connection = await this.mcp.connect(principal);
    try {
      const tools = await connection.listTools();
      if (!tools.some((tool) => tool.name === name)) throw new NotFoundException(`There is no tool ${name}.`);
      const result = await connection.callTool(name, args);
      if (result.isError) throw new BadRequestException(result.map(({ text }) => text).join('\n'));
      return result.structuredContent ?? { content: [...result] };
    } finally {
      await connection.close();
    }
  }
}
