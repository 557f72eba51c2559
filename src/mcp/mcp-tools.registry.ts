import { Injectable } from '@nestjs/common';
import { McpServer } from '@modelcontextprotocol/server';
import type { Principal } from '../turns/principal.js';
import type { ToolPanel } from './tool-panel.js';

/** What this server calls itself among MCP's servers and clients. */
export const implementation = { name: 'nestjs-chatkit', version: '0.1.0' } as const;

/** Tools that belong together; a feature brings one. */
export interface ToolSet {
  /** For logs and errors. */
  name: string;
  /** Puts the tools on a server. Called once per server, so it must hold no state of its own. */
  register(server: McpServer): void;
  /**
   * Says what a call is about as the person knows it, such as the title of what it deletes: they are asked whether
   * they agree to it. Undefined for what it cannot say. Arguments are as the model wrote them.
   */
  describeCall?: (
    tool: string,
    args: Record<string, unknown>,
    principal: Principal,
  ) => Promise<string | undefined>;
  /** Shows in a conversation what the tools work on. */
  panel?: ToolPanel;
}

/** The tools of this process. Servers are built from it, one per request or run, and share nothing. */
@Injectable()
export class McpToolsRegistry {
  private readonly toolSets: ToolSet[] = [];

  /** Features call this while the application starts. */
  add(toolSet: ToolSet): void {
    if (this.toolSets.some(({ name }) => name === toolSet.name)) {
      throw new Error(`The tool set ${toolSet.name} is registered twice.`);
    }
    this.toolSets.push(toolSet);
  }

  get panels(): ToolPanel[] {
    return this.toolSets.flatMap(({ panel }) => panel ?? []);
  }

  /** What a call is about, in the words of the tool set that knows; undefined when none does. */
  async describeCall(
    tool: string,
    args: Record<string, unknown>,
    principal: Principal,
  ): Promise<string | undefined> {
    for (const { describeCall } of this.toolSets) {
      const said = await describeCall?.(tool, args, principal);
      if (said !== undefined) return said;
    }
    return undefined;
  }

  /**
   * A new server with every tool. A server is for one connection: sharing one between callers lets answers
   * go to the wrong one when request ids collide.
   */
  buildServer(): McpServer {
    const server = new McpServer(implementation);
    for (const toolSet of this.toolSets) toolSet.register(server);
    return server;
  }
}
