import type { OfferedTool, ToolConnection, ToolResult } from '../tool-connection.js';
import type { ToolProgress } from '../tool-progress.js';
import { cleanResult, failedResult } from './clean-result.js';
import type { CleanTool } from './clean-tools.js';
import { failureText, toFailure } from './failure.js';
import type { CallProgress } from './outside-connection.js';
import { OutsideServerUnavailable, type Lease, type OutsideServer } from './outside-server.js';
import { plainLine } from './plain-text.js';

const maxMessageLength = 200;

interface OutsideToolsOptions {
  lease: Lease;
  /** The server's own names of the tools that are offered -> the names they are offered by. */
  names: ReadonlyMap<string, string>;
  onProgress?: (progress: ToolProgress) => void;
}

/**
 * An outside server's tools for one run. What is offered stays as it is for all of the run. A call that does not work
 * is a result with `isError` in our own words, for the model to go on with; it never ends the run.
 */
export class OutsideTools implements ToolConnection {
  readonly name: string;
  readonly cacheToolsList = false;
  private readonly offered: OfferedTool[];
  private readonly byOfferedName: ReadonlyMap<string, CleanTool>;

  constructor(
    private readonly server: OutsideServer,
    private readonly options: OutsideToolsOptions,
  ) {
    this.name = server.config.name;
    const { lease, names } = options;
    const known = lease.tools.flatMap((tool) => {
      const offeredName = names.get(tool.name);
      return offeredName === undefined ? [] : [[offeredName, tool] as const];
    });
    this.byOfferedName = new Map(known);
    this.offered = known.map(([name, tool]) => ({
      ...tool,
      name,
      origin: { server: this.name, tool: tool.name, isOwn: false },
    }));
  }

  async connect(): Promise<void> {}

  async close(): Promise<void> {
    this.options.lease.release();
  }

  async listTools(): Promise<OfferedTool[]> {
    return this.offered;
  }

  async invalidateToolsCache(): Promise<void> {}

  /**
   * Calls a tool by its offered name. Nothing of `meta` goes along: it belongs to this process.
   * @throws the signal's reason when the call is aborted, and nothing else.
   */
  async callTool(
    name: string,
    args: Record<string, unknown> | null,
    _meta?: Record<string, unknown> | null,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<ToolResult> {
    const tool = this.byOfferedName.get(name);
    if (!tool) return failedResult(`There is no tool ${name}.`);
    try {
      return await this.attempt(tool, args ?? {}, signal);
    } catch (error) {
      signal?.throwIfAborted();
      // A server that has been started anew knows no connection from before: it has not done anything yet.
      if (toFailure(error).reason !== 'not found') return failedResult(textFor(error));
    }
    try {
      return await this.attempt(tool, args ?? {}, signal);
    } catch (error) {
      signal?.throwIfAborted();
      return failedResult(textFor(error));
    }
  }

  private async attempt(
    tool: CleanTool,
    args: Record<string, unknown>,
    signal: AbortSignal | undefined,
  ): Promise<ToolResult> {
    const { lease } = this.options;
    const connection = await lease.connection();
    try {
      const raw = await connection.callTool(tool, args, { signal, onProgress: this.progressOf(tool) });
      const result = cleanResult(raw, this.server.config.maxResultBytes);
      lease.settled(connection);
      return result;
    } catch (error) {
      if (!signal?.aborted) lease.settled(connection, error);
      throw error;
    }
  }

  private progressOf(tool: CleanTool) {
    const { names, onProgress } = this.options;
    const name = names.get(tool.name);
    if (!onProgress || name === undefined) return undefined;
    return ({ progress, total, message }: CallProgress) =>
      onProgress({
        tool: name,
        progress,
        ...(total !== undefined && { total }),
        ...(message && { message: plainLine(message, maxMessageLength) }),
      });
  }
}

function textFor(error: unknown): string {
  if (error instanceof OutsideServerUnavailable) return 'The tool’s server is not available at the moment.';
  return failureText(error);
}
