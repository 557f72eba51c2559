import { Injectable } from '@nestjs/common';
import { Client, type Progress } from '@modelcontextprotocol/client';
import { InMemoryTransport, type Tool } from '@modelcontextprotocol/server';
import type { Principal } from '../turns/principal.js';
import { boundToolResult } from './bound-result.js';
import { implementation, McpToolsRegistry } from './mcp-tools.registry.js';
import { toAuthInfo } from './tool-caller.js';
import { toToolResult, type OfferedTool, type ToolConnection, type ToolResult } from './tool-connection.js';
import type { OnToolProgress } from './tool-progress.js';

/**
 * One person's connection to this process's own tools: real MCP messages over memory, so the handlers, schemas
 * and identity are those of `/mcp`, without a network in between. It has the shape of the Agents SDK's
 * `MCPServer`. One connection serves one run; close it when the run ends.
 */
export class InProcessMcp implements ToolConnection {
  readonly name = implementation.name;
  /** Its tools are this process's own: what they say of themselves can be believed. */
  readonly isOwn = true;
  /**
   * The Agents SDK would keep the list for all of the process, by name. Listing once per connection is fast,
   * and never shows one application's tools to another's.
   */
  readonly cacheToolsList = false;
  /** Names of the tools whose calls have worked on this connection. */
  readonly called = new Set<string>();
  private readonly client = new Client(implementation);
  private tools: Promise<OfferedTool[]> | undefined;
  private connecting: Promise<void> | undefined;

  constructor(
    private readonly registry: McpToolsRegistry,
    private readonly principal: Principal,
    private readonly onProgress?: OnToolProgress,
  ) {}

  connect(): Promise<void> {
    return (this.connecting ??= this.open());
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  listTools(): Promise<OfferedTool[]> {
    return (this.tools ??= this.client.listTools().then(({ tools }) => tools.map(toOfferedTool)));
  }

  async invalidateToolsCache(): Promise<void> {
    this.tools = undefined;
  }

  /**
   * Calls a tool. A failure that the caller can mend comes back as a result with `isError`; results above 64 KB
   * are cut with a marker. `meta` goes along as the request's `_meta` and never says who is calling.
   * @throws the signal's reason when the call is aborted; an error when there is no such tool.
   */
  async callTool(
    name: string,
    args: Record<string, unknown> | null,
    meta?: Record<string, unknown> | null,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<ToolResult> {
    const params = { name, arguments: args ?? {}, ...(meta && { _meta: meta }) };
    const { onProgress } = this;
    const onprogress = onProgress && ((progress: Progress) => onProgress({ ...progress, tool: name }));
    const { content, structuredContent, isError } = await this.client.callTool(params, {
      signal,
      onprogress,
    });
    if (!isError) this.called.add(name);
    return toToolResult(boundToolResult(content), { structuredContent, isError });
  }

  /** Resolves when the server answers. */
  async ping(): Promise<void> {
    await this.client.ping();
  }

  private async open(): Promise<void> {
    const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
    const authInfo = toAuthInfo(this.principal);
    const send = clientSide.send.bind(clientSide);
    clientSide.send = (message, options) => send(message, { ...options, authInfo });
    await this.registry.buildServer().connect(serverSide);
    await this.client.connect(clientSide);
  }
}

/** Makes connections to this process's own tools. */
@Injectable()
export class InProcessMcpFactory {
  constructor(private readonly registry: McpToolsRegistry) {}

  /**
   * A connection for one person, open. The caller closes it.
   * @param onProgress Hears of every progress notification of a tool that is called over it.
   */
  async connect(
    principal: Principal,
    { onProgress }: { onProgress?: OnToolProgress } = {},
  ): Promise<InProcessMcp> {
    const connection = new InProcessMcp(this.registry, principal, onProgress);
    await connection.connect();
    return connection;
  }

  /** The tools that anybody is offered. For readiness: @throws when the server does not answer. */
  async listTools(): Promise<OfferedTool[]> {
    const connection = await this.connect({ userId: 'readiness' });
    try {
      return await connection.listTools();
    } finally {
      await connection.close();
    }
  }
}

function toOfferedTool({ name, title, description, inputSchema, annotations }: Tool): OfferedTool {
  const { properties = {}, required = [] } = inputSchema;
  return {
    name,
    ...(title && { title }),
    description,
    inputSchema: { ...inputSchema, properties, required, additionalProperties: false },
    ...(annotations && { annotations }),
    origin: { server: implementation.name, tool: name, isOwn: true },
  };
}
