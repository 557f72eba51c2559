import type { McpServerConfig } from '../../config/mcp-servers.js';
import type { Principal } from '../../turns/principal.js';
import { Backoff } from './backoff.js';
import type { CleanTool } from './clean-tools.js';
import { concernsEverybody, endsConnection, toFailure } from './failure.js';
import { OutageLog, type OutsideLog } from './outage-log.js';
import { OutsideConnection, type ProtocolEra } from './outside-connection.js';
import { ToolChanges } from './tool-changes.js';

/** How long a connection that nobody uses is kept, in milliseconds. */
const idleMs = 300_000;
const sweepMs = 30_000;

/** The server is not asked now: it has just failed, or too many people are connected. */
export class OutsideServerUnavailable extends Error {
  constructor(readonly reason: 'waiting' | 'full' | 'closed') {
    super(`The server is not asked now (${reason}).`);
    this.name = 'OutsideServerUnavailable';
  }
}

/** What one run holds of a server. */
export interface Lease {
  readonly tools: readonly CleanTool[];
  /** The connection, anew when it has been lost meanwhile. */
  connection(): Promise<OutsideConnection>;
  /** How a call over the connection ended. */
  settled(connection: OutsideConnection, error?: unknown): void;
  /** Once; the connection stays open for the person's next run. */
  release(): void;
}

/** One person's place in the pool. */
interface Entry {
  readonly key: string;
  readonly backoff: Backoff;
  connection?: OutsideConnection;
  leases: number;
  usedAt: number;
}

/**
 * One outside server, with a connection per person: nobody's requests, tools or results ever share one. Bounded in
 * number, closed when idle. A server that fails is left alone for a while, longer each time.
 */
export class OutsideServer {
  private readonly entries = new Map<string, Entry>();
  private readonly backoff = new Backoff();
  private readonly outages: OutageLog;
  private readonly changes: ToolChanges;
  private era: ProtocolEra | undefined;
  private sweeper: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    readonly config: McpServerConfig,
    logger: OutsideLog,
  ) {
    this.outages = new OutageLog(config.name, logger);
    this.changes = new ToolChanges(config.name, logger);
  }

  /** Whether it has failed somebody and not served them since. */
  get isFailing(): boolean {
    return this.outages.isOpen;
  }

  /** Connections that are open or being opened. */
  get connections(): number {
    return [...this.entries.values()].filter(({ connection }) => connection?.isUsable).length;
  }

  /**
   * The person's tools, and the means to call them. Release it.
   * @throws OutsideServerUnavailable; whatever the client library throws, when it has been noted and logged.
   */
  async lease(principal: Principal): Promise<Lease> {
    const entry = this.entryFor(principal);
    entry.leases++;
    entry.usedAt = Date.now();
    const release = () => {
      entry.leases--;
      entry.usedAt = Date.now();
    };
    try {
      const tools = await this.noting(entry, async () => {
        const connection = await this.connect(entry, principal);
        return connection.listTools();
      });
      this.changes.compare(entry.key, tools);
      this.worked(entry);
      return {
        tools,
        connection: () => this.noting(entry, () => this.connect(entry, principal)),
        settled: (used, error) => this.settled(entry, used, error),
        release: once(release),
      };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Notes that somebody went without these tools because they did not come in time. */
  tooLate(principal: Principal): void {
    const entry = this.entries.get(keyOf(principal));
    if (entry) this.outages.failed(entry.key, { reason: 'timeout' });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.sweeper);
    await Promise.all([...this.entries.values()].map(async ({ connection }) => connection?.close()));
    this.entries.clear();
  }

  private entryFor(principal: Principal): Entry {
    if (this.isClosed) throw new OutsideServerUnavailable('closed');
    const key = keyOf(principal);
    const known = this.entries.get(key);
    if (known) return known;
    if (this.entries.size >= this.config.maxConnections && !this.evictOne()) {
      throw new OutsideServerUnavailable('full');
    }
    const entry: Entry = { key, backoff: new Backoff(), leases: 0, usedAt: Date.now() };
    this.entries.set(key, entry);
    this.sweeper ??= setInterval(() => this.sweep(), sweepMs).unref();
    return entry;
  }

  private async connect(entry: Entry, principal: Principal): Promise<OutsideConnection> {
    if (this.isClosed) throw new OutsideServerUnavailable('closed');
    if (!entry.connection?.isUsable) {
      if (this.backoff.isWaiting || entry.backoff.isWaiting) throw new OutsideServerUnavailable('waiting');
      entry.connection = new OutsideConnection(this.config, principal);
    }
    const { connection } = entry;
    try {
      await connection.open(this.era);
      this.era = connection.era;
      return connection;
    } catch (error) {
      // It may have been replaced by one that speaks the newer protocol.
      this.era = undefined;
      throw error;
    }
  }

  private settled(entry: Entry, connection: OutsideConnection, error: unknown): void {
    if (error === undefined) return this.worked(entry);
    const failure = toFailure(error);
    if (!endsConnection(failure)) return;
    connection.retire();
    this.outages.failed(entry.key, failure);
  }

  private worked(entry: Entry): void {
    this.backoff.succeed();
    entry.backoff.succeed();
    this.outages.worked(entry.key);
  }

  /** Does what needs the server, and puts off the next attempt when it fails. */
  private async noting<T>(entry: Entry, attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof OutsideServerUnavailable) throw error;
      const failure = toFailure(error);
      if (concernsEverybody(failure)) this.backoff.fail();
      else entry.backoff.fail();
      this.outages.failed(entry.key, failure);
      throw error;
    }
  }

  private sweep(): void {
    const oldest = Date.now() - idleMs;
    for (const entry of this.entries.values()) {
      if (entry.leases === 0 && entry.usedAt < oldest) this.drop(entry);
    }
    if (this.entries.size > 0) return;
    clearInterval(this.sweeper);
    this.sweeper = undefined;
  }

  /** Makes room by the one that nobody has used for longest. */
  private evictOne(): boolean {
    const idle = [...this.entries.values()].filter(({ leases }) => leases === 0);
    if (idle.length === 0) return false;
    this.drop(idle.reduce((oldest, entry) => (entry.usedAt < oldest.usedAt ? entry : oldest)));
    return true;
  }

  private drop(entry: Entry): void {
    this.entries.delete(entry.key);
    this.outages.forget(entry.key);
    void entry.connection?.close();
  }
}

/** All that a server can be told of a person: with another name, somebody is told of anew. */
function keyOf({ userId, tenantId, name }: Principal): string {
  return JSON.stringify([userId, tenantId, name]);
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}
