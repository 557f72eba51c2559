import type { McpServerConfig } from '../../config/mcp-servers.js';
import { toFailure, type Failure } from '../../mcp/outside/failure.js';
import { OutsideServer } from '../../mcp/outside/outside-server.js';
import { failure, ok, warning, type Finding } from './finding.js';

/**
 * Whether the bundled MCP server can be built and offers tools.
 * @param listTools Builds it and gives the names of its tools.
 */
export async function checkMcp(listTools: () => Promise<string[]>): Promise<Finding[]> {
  const fix = 'reinstall with `npm ci` and build again with `npm run build`';
  try {
    const tools = await listTools();
    return tools.length > 0
      ? [ok('MCP', `${tools.length} tools: ${tools.join(', ')}`)]
      : [failure('MCP', 'the bundled server offers no tools', fix)];
  } catch (error) {
    return [failure('MCP', `the bundled server cannot be built: ${(error as Error).message}`, fix)];
  }
}

/** How long all outside servers together may take to answer, in milliseconds. */
const outsideMs = 15_000;

/**
 * Whether each outside server can be reached and offers tools, asked in the name of a person `doctor`. One that
 * cannot be used is a warning: the chat works without it.
 */
export function checkOutsideServers(servers: readonly McpServerConfig[]): Promise<Finding[]> {
  return Promise.all(servers.map(checkOutside));
}

async function checkOutside(config: McpServerConfig): Promise<Finding> {
  const title = `MCP server ${config.name}`;
  const server = new OutsideServer(config, { warn: ignore, log: ignore });
  const late = setTimeout(() => void server.close(), outsideMs);
  try {
    const { tools } = await server.lease({ userId: 'doctor' });
    if (tools.length > 0) return ok(title, `offers ${tools.length} tools`);
    return warning(
      title,
      'offers no tools',
      'look at the tools.allow and tools.deny of its entry in MCP_SERVERS',
    );
  } catch (error) {
    const { reason, status } = toFailure(error);
    const detail = `its tools are not offered: ${reason}${status ? ` (HTTP ${status})` : ''}`;
    return warning(title, detail, fixes[reason] ?? 'look at its log, and at its entry in MCP_SERVERS');
  } finally {
    clearTimeout(late);
    await server.close();
  }
}

const ignore = () => undefined;

const fixes: Partial<Record<Failure['reason'], string>> = {
  unreachable: 'start it, or correct its url or command in MCP_SERVERS',
  refused: 'correct its headers or auth in MCP_SERVERS; it may not know a person named doctor',
  redirect: 'correct its url in MCP_SERVERS: redirects are not followed',
  'not found': 'correct its url in MCP_SERVERS: there is nothing at this path',
  'not MCP': 'correct its url in MCP_SERVERS: what answers there speaks no streamable HTTP',
};
