import { Logger } from '@nestjs/common';
import { testConfig } from '../../support/config.js';
import { InProcessMcpFactory } from '../../../src/mcp/in-process-mcp.js';
import { McpToolsRegistry, type ToolSet } from '../../../src/mcp/mcp-tools.registry.js';
import { ToolServers, type OpenTools, type OpenToolsOptions } from '../../../src/mcp/tool-servers.js';
import type { ToolConnection, ToolResult } from '../../../src/mcp/tool-connection.js';

type Line = Record<string, unknown>;

/** A tool of the process's own. */
const ownTools: ToolSet = {
  name: 'own',
  register: (server) => {
    server.registerTool('own_tool', {}, () => ({ content: [] }));
  },
};

/** The tools of a process with the given outside servers, and what it logs. */
export class OutsideWorld {
  readonly logged: Line[] = [];
  readonly servers: ToolServers;
  private readonly opened: OpenTools[] = [];

  constructor(settings: readonly object[], own: readonly ToolSet[] = [ownTools]) {
    const registry = new McpToolsRegistry();
    for (const toolSet of own) registry.add(toolSet);
    const config = testConfig({ MCP_SERVERS: JSON.stringify(settings) });
    jest.spyOn(Logger.prototype, 'debug').mockImplementation(() => undefined);
    for (const level of ['warn', 'log'] as const) {
      jest.spyOn(Logger.prototype, level).mockImplementation((...lines: unknown[]) => {
        this.logged.push({ level, ...(lines[0] as Line) });
      });
    }
    this.servers = new ToolServers(config, new InProcessMcpFactory(registry));
  }

  /** The tools of a run of a person's. */
  async open(userId = 'alice', options: OpenToolsOptions = {}): Promise<OpenTools> {
    const tools = await this.servers.open({ userId }, options);
    this.opened.push(tools);
    return tools;
  }

  /** The run's connection to an outside server; undefined when the run goes without. */
  async connect(userId = 'alice', server = 'fake', options: OpenToolsOptions = {}) {
    return serverOf(await this.open(userId, options), server);
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map((tools) => tools.close()));
    await this.servers.onApplicationShutdown();
    jest.restoreAllMocks();
  }
}

export function serverOf({ servers }: OpenTools, name = 'fake'): ToolConnection | undefined {
  return servers.find((server) => server.name === name);
}

/** Text of a result, its parts as lines. */
export function textOf(result: ToolResult): string {
  return result.map(({ text }) => text as string).join('\n');
}
