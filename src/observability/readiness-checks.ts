import type { Config } from '../config.js';
import type { ReadinessCheck } from './readiness.js';

// The three things that a turn needs. Each is handed the one function it asks, and knows nothing of its owner.

/**
 * The database answers a query.
 * @param database TypeORM's `DataSource`, or anything else that runs SQL.
 */
export function databaseCheck(database: { query(sql: string): Promise<unknown> }): ReadinessCheck {
  return {
    name: 'database',
    check: async () => {
      await database.query('select 1');
      return { ok: true };
    },
  };
}

/** A model is configured. Nothing is asked over the network: a provider's outage is no reason to restart us. */
export function modelCheck({ model: { provider, name } }: Pick<Config, 'model'>): ReadinessCheck {
  return { name: 'model', check: async () => ({ ok: true, provider, ...(name && { name }) }) };
}

/**
 * The bundled MCP server offers tools.
 * @param listTools Asks the MCP server of this process for its tools.
 */
export function mcpCheck(listTools: () => Promise<readonly unknown[]>): ReadinessCheck {
  return {
    name: 'mcp',
    check: async () => {
      const tools = await listTools();
      return { ok: tools.length > 0, tools: tools.length };
    },
  };
}
