import type { Config } from '../config.js';
import type { CheckResult, ReadinessCheck } from './readiness.js';

// The three things that a turn needs. Each is handed the one function it asks, and knows nothing of its owner.

/** The database answers a query. */
export class DatabaseCheck implements ReadinessCheck {
  readonly name = 'database';

  /** @param database TypeORM's `DataSource`, or anything else that runs SQL. */
  constructor(private readonly database: { query(sql: string): Promise<unknown> }) {}

  async check(): Promise<CheckResult> {
    await this.database.query('select 1');
    return { ok: true };
  }
}

/** A model is configured. Nothing is asked over the network: a provider's outage is no reason to restart us. */
export class ModelCheck implements ReadinessCheck {
  readonly name = 'model';

  constructor(private readonly model: Config['model']) {}

  async check(): Promise<CheckResult> {
    const { provider, name } = this.model;
    return { ok: true, provider, ...(name && { name }) };
  }
}

/** The bundled MCP server offers tools. Outside servers are told of, and decide nothing: we answer without them. */
export class McpCheck implements ReadinessCheck {
  readonly name = 'mcp';

  /**
   * @param listTools The tools of the MCP server in this process.
   * @param outside How the outside servers are, without asking them.
   */
  constructor(
    private readonly listTools: () => Promise<readonly unknown[]>,
    private readonly outside: () => { configured: number; failing: number },
  ) {}

  async check(): Promise<CheckResult> {
    const tools = await this.listTools();
    const outside = this.outside();
    return { ok: tools.length > 0, tools: tools.length, ...(outside.configured > 0 && { outside }) };
  }
}
