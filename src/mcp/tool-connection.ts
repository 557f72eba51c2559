import type { ToolContent } from './bound-result.js';
import { markFailed } from './failed-result.js';

/** Hints that a server gives about a tool of its own. They are claims: see `isTrusted`. */
export interface ToolHints {
  title?: string;
  readOnlyHint?: boolean;
  destructiveHint?: boolean;
  idempotentHint?: boolean;
  openWorldHint?: boolean;
}

/** Whose a tool is. */
export interface ToolOrigin {
  /** The server's name. */
  server: string;
  /** The tool's name at its server. */
  tool: string;
  /** Whether the server is this process itself. */
  isOwn: boolean;
}

/** A tool as it is offered to a model, in the shape that the Agents SDK reads. */
export interface OfferedTool {
  /** Unique among all tools of a run: at most 64 letters, digits, `_` and `-`. */
  name: string;
  title?: string;
  description?: string;
  inputSchema: {
    type: 'object';
    properties: Record<string, unknown>;
    required: string[];
    additionalProperties: boolean;
  };
  /** Absent too when the operator does not trust the server with them. */
  annotations?: ToolHints;
  origin: ToolOrigin;
}

/** A tool's result: its parts, and beside them, as the Agents SDK passes it, what else the result holds. */
export type ToolResult = ToolContent[] & {
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
};

/** One server's tools for one run, in the shape of the Agents SDK's `MCPServer`. */
export interface ToolConnection {
  readonly name: string;
  /** False: the SDK would keep the list for all of the process, by the server's name. */
  readonly cacheToolsList: boolean;
  connect(): Promise<void>;
  close(): Promise<void>;
  listTools(): Promise<OfferedTool[]>;
  invalidateToolsCache(): Promise<void>;
  callTool(
    name: string,
    args: Record<string, unknown> | null,
    meta?: Record<string, unknown> | null,
    options?: { signal?: AbortSignal },
  ): Promise<ToolResult>;
}

/** The parts as a result. What is beside them is not enumerable: to the model the result is its parts alone. */
export function toToolResult(
  content: ToolContent[],
  beside: { structuredContent?: unknown; isError?: boolean },
): ToolResult {
  const parts = beside.isError ? markFailed(content) : content;
  return Object.defineProperties(parts, {
    structuredContent: { value: beside.structuredContent, configurable: true },
    isError: { value: beside.isError, configurable: true },
  });
}
