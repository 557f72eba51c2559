import { Injectable } from '@nestjs/common';
import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport, type Tool } from '@modelcontextprotocol/server';
import type { Principal } from '../turns/principal.js';
import { boundToolResult, type ToolContent } from './bound-result.js';
import { implementation, McpToolsRegistry } from './mcp-tools.registry.js';
import { toAuthInfo } from './tool-caller.js';

/** A tool's result: its parts, and beside them, as the Agents SDK passes it, what else the result holds. */
export type InProcessToolResult = ToolContent[] & {
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
};

/** A tool as the Agents SDK reads it. */
export interface InProcessTool {
  name: string;
  description?: string;
  inputSchema: {
    type: 'object';
    properties: Record<string, unknown>;
    required: string[];
    additionalProperties: boolean;
  };
}

/**
 * One person's connection to this process's own tools: real MCP messages over memory, so the handlers, schemas
 * and identity are those of `/mcp`, without a network in between. It has the shape of the Agents SDK's
 * `MCPServer`. One connection serves one run; close it when the run ends.
 */
export class InProcessMcp {
  readonly name = implementation.name;
  /**
   * The Agents SDK would keep the list for all of the process, by name. Listing once per connection is fast,
   * and never shows one application's tools to another's.
   */
  readonly cacheToolsList = false;
  /** Names of the tools whose calls have worked on this connection. */
  readonly called = new Set<string>();
  private readonly client = new Client(implementation);
  private tools: Promise<InProcessTool[]> | undefined;
  private connecting: Promise<void> | undefined;

  constructor(
    private readonly registry: McpToolsRegistry,
    private readonly principal: Principal,
  ) {}

  connect(): Promise<void> {
    return (this.connecting ??= this.open());
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  listTools(): Promise<InProcessTool[]> {
    return (this.tools ??= this.client.listTools().then(({ tools }) => tools.map(toInProcessTool)));
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
  ): Promise<InProcessToolResult> {
    const params = { name, arguments: args ?? {}, ...(meta && { _meta: meta }) };
    const { content, structuredContent, isError } = await this.client.callTool(params, { signal });
    if (!isError) this.called.add(name);
    const result: InProcessToolResult = boundToolResult(content);
    // Not enumerable: to the model the result is its parts alone.
    return Object.defineProperties(result, {
      structuredContent: { value: structuredContent, configurable: true },
      isError: { value: isError, configurable: true },
    });
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

  /** A connection for one person, open. The caller closes it. */
  async connect(principal: Principal): Promise<InProcessMcp> {
    const connection = new InProcessMcp(this.registry, principal);
    await connection.connect();
    return connection;
  }

  /** The tools that anybody is offered. For readiness: @throws when the server does not answer. */
  async listTools(): Promise<InProcessTool[]> {
    const connection = await this.connect({ userId: 'readiness' });
    try {
      return await connection.listTools();
    } finally {
      await connection.close();
    }
  }
}

function toInProcessTool({ name, description, inputSchema }: Tool): InProcessTool {
  const { properties = {}, required = [] } = inputSchema;
  return {
    name,
    description,
    inputSchema: { ...inputSchema, properties, required, additionalProperties: false },
  };
}
