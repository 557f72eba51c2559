import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { toNodeHandler, type NodeMcpRequestHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
  type McpHandlerRequestOptions,
} from '@modelcontextprotocol/server';
import { McpToolsRegistry } from './mcp-tools.registry.js';

/**
 * Streamable HTTP in both eras of the protocol, without sessions: every request gets a server and a transport of
 * its own. In the era up to 2025-11-25 a client that goes away has not cancelled its call; since 2026-07-28
 * it has, and the call is aborted.
 */
@Injectable()
export class McpEndpoint implements OnApplicationShutdown {
  /** Handles one request; reads `req.auth`, and the body from the third argument or else from the request. */
  readonly handle: NodeMcpRequestHandler;
  private readonly logger = new Logger('Mcp');
  private readonly modern: ReturnType<typeof createMcpHandler>;

  constructor(private readonly registry: McpToolsRegistry) {
    const onerror = (error: Error) => this.logger.warn({ msg: 'MCP request refused', err: error });
    this.modern = createMcpHandler(() => registry.buildServer(), { legacy: 'reject', onerror });
    const fetch = async (request: Request, options: McpHandlerRequestOptions = {}) =>
      (await isLegacyRequest(request, options.parsedBody))
        ? this.handleLegacy(request, options)
        : this.modern.fetch(request, options);
    this.handle = toNodeHandler({ fetch }, { onerror });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.modern.close();
  }

  /** The library's own fallback streams every answer; one JSON body is what plain clients can read. */
  private async handleLegacy(request: Request, options: McpHandlerRequestOptions): Promise<Response> {
    if (request.method !== 'POST') return methodNotAllowed();
    const server = this.registry.buildServer();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: undefined,
      enableJsonResponse: true,
    });
    try {
      await server.connect(transport);
      return await transport.handleRequest(request, options);
    } finally {
      await server.close();
    }
  }
}

function methodNotAllowed(): Response {
  const error = { code: -32_000, message: 'Use POST: this endpoint keeps no sessions.' };
  const body = { jsonrpc: '2.0', error, id: null };
  return Response.json(body, { status: 405, headers: { allow: 'POST' } });
}
