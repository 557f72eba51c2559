import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import type { Principal } from '../turns/principal.js';
import { InProcessMcpFactory } from './in-process-mcp.js';
import { OutsideServer, OutsideServerUnavailable, type Lease } from './outside/outside-server.js';
import { OutsideTools } from './outside/outside-tools.js';
import { offeredNames } from './outside/tool-names.js';
import type { ToolConnection } from './tool-connection.js';
import type { OnToolProgress } from './tool-progress.js';

/** How long a run waits for an outside server, in milliseconds. It waits for all of them at once. */
const openingMs = 3_000;
/** And for one that is known to fail. */
const openingWhileFailingMs = 300;
/** What providers take of tools in one request. */
const maxTools = 128;

export interface OpenToolsOptions {
  /** The run's: aborting it ends the wait for outside servers. */
  signal?: AbortSignal;
  /** Told of every report of a call's progress, as often as servers send them. */
  onProgress?: OnToolProgress;
}

/** The tools of one run. */
export interface OpenTools {
  /** This process's own tools first, then those of every outside server that has answered. */
  readonly servers: ToolConnection[];
  /** Names of this process's own tools whose calls have worked. */
  readonly called: ReadonlySet<string>;
  /** What a tool is called where people read it, if its server says. */
  titleOf(tool: string): string | undefined;
  close(): Promise<void>;
}

/** Opens the tools for a person's run: this process's own, and those of the outside servers in the settings. */
@Injectable()
export class ToolServers implements OnApplicationShutdown {
  private readonly outside: OutsideServer[];
  private readonly logger = new Logger('Mcp');
  private toldOfTooMany = false;

  constructor(
    @Inject(CONFIG) { mcp }: Config,
    private readonly own: InProcessMcpFactory,
  ) {
    this.outside = mcp.servers.map((server) => new OutsideServer(server, this.logger));
  }

  /**
   * Tools for one person and one run. A server that fails, or takes too long, is left out of it: it costs its tools
   * and not the answer. Close what this returns.
   */
  async open(principal: Principal, { signal, onProgress }: OpenToolsOptions = {}): Promise<OpenTools> {
    const own = await this.own.connect(principal, { onProgress });
    // Before the outside ones, which then have nobody to forget them.
    const names = new Set((await own.listTools()).map(({ name }) => name));
    const leases = await this.leaseAll(principal, signal);
    const servers: ToolConnection[] = [own];
    for (const { server, lease } of leases) {
      const tools = lease.tools.map(({ name }) => name).slice(0, Math.max(0, maxTools - names.size));
      if (tools.length < lease.tools.length) this.tellOfTooMany(server.config.name);
      const namesHere = offeredNames(server.config.prefix, tools, names);
      for (const name of namesHere.values()) names.add(name);
      servers.push(new OutsideTools(server, { lease, names: namesHere, onProgress }));
    }
    const offered = (await Promise.all(servers.map((server) => server.listTools()))).flat();
    const titles = new Map(offered.map((tool) => [tool.name, tool.title ?? tool.annotations?.title]));
    return {
      servers,
      called: own.called,
      titleOf: (tool) => titles.get(tool),
      close: async () => {
        await Promise.all(servers.map((server) => server.close()));
      },
    };
  }

  /** How the outside servers are, as far as people have met them. Asks nobody. */
  get state(): { configured: number; failing: number } {
    const failing = this.outside.filter(({ isFailing }) => isFailing).length;
    return { configured: this.outside.length, failing };
  }

  /** Connections to outside servers that are open. */
  get connections(): number {
    return this.outside.reduce((sum, { connections }) => sum + connections, 0);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.outside.map((server) => server.close()));
  }

  private async leaseAll(principal: Principal, signal: AbortSignal | undefined) {
    const leases = await Promise.all(
      this.outside.map(async (server) => ({
        server,
        lease: await this.leaseInTime(server, principal, signal),
      })),
    );
    return leases.filter((entry): entry is { server: OutsideServer; lease: Lease } => Boolean(entry.lease));
  }

  /** Undefined when the server fails or is late; then it goes on connecting, for the person's next run. */
  private async leaseInTime(
    server: OutsideServer,
    principal: Principal,
    signal: AbortSignal | undefined,
  ): Promise<Lease | undefined> {
    const deadline = new Deadline(server.isFailing ? openingWhileFailingMs : openingMs, signal);
    const leasing = server.lease(principal).catch((error: unknown) => {
      // Failures have been logged, once per outage.
      const reason = error instanceof OutsideServerUnavailable ? error.reason : 'failed';
      this.logger.debug({ msg: 'a run goes without an outside server', server: server.config.name, reason });
      return undefined;
    });
    const lease = await Promise.race([leasing, deadline.passed]);
    deadline.clear();
    if (lease !== 'late') return lease;
    if (!signal?.aborted) server.tooLate(principal);
    void leasing.then((late) => late?.release());
    return undefined;
  }

  private tellOfTooMany(server: string): void {
    if (this.toldOfTooMany) return;
    this.toldOfTooMany = true;
    const msg = `more than ${maxTools} tools; those beyond are not offered, use the allow lists of MCP_SERVERS`;
    this.logger.warn({ msg, server });
  }
}

/** Passes after a time, or when a signal aborts. */
class Deadline {
  readonly passed: Promise<'late'>;
  private stop!: () => void;

  constructor(ms: number, signal: AbortSignal | undefined) {
    this.passed = new Promise((resolve) => {
      const pass = () => resolve('late');
      const timer = setTimeout(pass, ms);
      if (signal?.aborted) pass();
      signal?.addEventListener('abort', pass);
      this.stop = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', pass);
      };
    });
  }

  clear(): void {
    this.stop();
  }
}
