import { Client, type RequestOptions, type Tool } from '@modelcontextprotocol/client';
import type { McpServerConfig } from '../../config/mcp-servers.js';
import type { Principal } from '../../turns/principal.js';
import { implementation } from '../mcp-tools.registry.js';
import { matchesAny } from './tool-names.js';
import { callHeader, Calls } from './calls.js';
import type { RawResult } from './clean-result.js';
import { cleanTool, type CleanTool, type ListedTool } from './clean-tools.js';
import { transportFor } from './transport.js';

/** Tools of one server that are offered; the rest of its list is not read. */
export const maxToolsPerServer = 100;
const maxPages = 20;
/** How long a list that was read is offered, in milliseconds. */
const listFreshMs = 60_000;
/** Longest wait for a server to introduce itself, or for a page of its list. */
const introductionMs = 10_000;

/** How long a goodbye may take, in milliseconds. */
const goodbyeMs = 1_000;

/** A call's progress as the protocol has it. */
export interface CallProgress {
  progress: number;
  total?: number;
  message?: string;
}

export interface CallOptions {
  signal?: AbortSignal;
  onProgress?: (progress: CallProgress) => void;
}

/** What a server turned out to speak, kept for the next connection to it. */
export type ProtocolEra = 'legacy' | 'modern';

/**
 * One person's open connection to one outside server, shared by that person's runs. It knows the protocol, and its
 * bounds; names, words for the model and what to do about a failure are decided by others.
 */
export class OutsideConnection {
  private readonly calls = new Calls();
  private readonly client: Client;
  private readonly transport: ReturnType<typeof transportFor>;
  private opening: Promise<void> | undefined;
  private listed: { tools: Promise<CleanTool[]>; at: number } | undefined;
  private isRetired = false;
  private isClosed = false;

  constructor(
    private readonly server: McpServerConfig,
    principal: Principal,
  ) {
    this.transport = transportFor(server, principal, this.calls);
    this.client = new Client(implementation, {
      // Every server is asked first whether it speaks the protocol of 2026; the others are spoken to as before.
      versionNegotiation: { mode: 'auto' },
      // What a server declares of its results is not held against them: its patterns could stop this process.
      jsonSchemaValidator: {
        getValidator: () => (data) => ({ valid: true, data: data as never, errorMessage: undefined }),
      },
      inputRequired: { autoFulfill: false },
    });
    this.client.onclose = () => {
      this.isClosed = true;
    };
  }

  /**
   * Opens it; once.
   * @param era What the server is known to speak, to save asking.
   * @throws whatever the client library does when nobody answers, or not in MCP.
   */
  open(era?: ProtocolEra): Promise<void> {
    return (this.opening ??= this.connect(era));
  }

  get era(): ProtocolEra | undefined {
    return this.client.getProtocolEra();
  }

  /** False when the server's side went away, or when it was given up. */
  get isUsable(): boolean {
    return !this.isClosed && !this.isRetired;
  }

  /** The tools that may be offered, at most a minute old. */
  async listTools(): Promise<CleanTool[]> {
    if (this.listed && Date.now() - this.listed.at < listFreshMs) return this.listed.tools;
    const listed = { tools: this.readTools(), at: Date.now() };
    this.listed = listed;
    // A list that could not be read is read again.
    listed.tools.catch(() => {
      if (this.listed === listed) this.listed = undefined;
    });
    return listed.tools;
  }

  /**
   * Calls a tool by the server's own name for it.
   * @throws the signal's reason when the call is aborted, and otherwise what the client library throws.
   */
  async callTool(
    tool: CleanTool,
    args: Record<string, unknown>,
    { signal, onProgress }: CallOptions = {},
  ): Promise<RawResult> {
    return this.exchange(signal, (options) =>
      this.client.callTool(
        { name: tool.name, arguments: args },
        // As it was listed: the protocol of 2026 repeats some arguments in headers, where a tool says so.
        {
          ...options,
          toolDefinition: tool as Tool,
          onprogress: onProgress ?? ignore,
          resetTimeoutOnProgress: true,
        },
      ),
    );
  }

  /** Takes no more calls, and closes when the last one has ended. */
  retire(): void {
    this.isRetired = true;
    this.closeIfDone();
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.endSession();
    // The client does not have it yet while it is being opened.
    await Promise.allSettled([this.client.close(), this.transport.close()]);
  }

  /** Tells a server that keeps sessions that this one is over, if it listens. */
  private async endSession(): Promise<void> {
    if (!('terminateSession' in this.transport) || !this.transport.sessionId) return;
    const ended = this.transport.terminateSession().catch(() => undefined);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, goodbyeMs).unref())]);
  }

  private async connect(era: ProtocolEra | undefined): Promise<void> {
    try {
      await this.client.connect(this.transport, {
        timeout: Math.min(introductionMs, this.server.timeoutMs),
        ...(era === 'legacy' && { prior: { kind: 'legacy' } }),
      });
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  private closeIfDone(): void {
    if (this.isRetired && this.calls.count === 0) void this.close();
  }

  /** The pages of the list, until there is no more or enough. */
  private async readTools(): Promise<CleanTool[]> {
    const { allow, deny } = this.server.tools;
    const tools = new Map<string, CleanTool>();
    if (!this.client.getServerCapabilities()?.tools) return [];
    let cursor: string | undefined;
    for (let page = 0; page < maxPages; page++) {
      const { tools: listed, nextCursor } = await this.readPage(cursor);
      for (const tool of listed) {
        if (tools.size === maxToolsPerServer) return [...tools.values()];
        // A name that comes twice reaches one tool: the first.
        if (tools.has(tool.name) || !matchesAny(tool.name, allow) || matchesAny(tool.name, deny)) continue;
        const clean = cleanTool(tool);
        if (clean) tools.set(tool.name, this.server.trusted ? clean : { ...clean, annotations: undefined });
      }
      if (nextCursor === undefined || nextCursor === cursor) break;
      cursor = nextCursor;
    }
    return [...tools.values()];
  }

  private readPage(cursor: string | undefined): Promise<{ tools: ListedTool[]; nextCursor?: string }> {
    return this.exchange(undefined, (options) =>
      this.client.request(
        { method: 'tools/list', params: { ...(cursor !== undefined && { cursor }) } },
        { ...options, timeout: Math.min(introductionMs, this.server.timeoutMs) },
      ),
    );
  }

  /** A request that ends with its signal, with the exchange under it, or with the longest time. */
  private async exchange<T>(
    signal: AbortSignal | undefined,
    send: (options: RequestOptions) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const { timeoutMs, totalMs } = this.server;
    const call = this.calls.begin();
    const stop = new AbortController();
    const onAbort = () => stop.abort(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(() => stop.abort('It took too long.'), totalMs);
    const options = { signal: stop.signal, timeout: timeoutMs, headers: { [callHeader]: call.key } };
    try {
      return await Promise.race([send(options), call.failed]);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      // Tells the server, in the way of its protocol, of a call that is given up; no news for one that has answered.
      stop.abort('The call is over.');
      call.end();
      this.closeIfDone();
    }
  }
}

const ignore = () => undefined;
