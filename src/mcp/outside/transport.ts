import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { McpServerConfig } from '../../config/mcp-servers.js';
import type { Principal } from '../../turns/principal.js';
import { maxAnswerBytes } from './answer-gate.js';
import type { Calls } from './calls.js';
import { fillIn, Identity } from './identity.js';
import { outsideFetch } from './outside-fetch.js';

/** Longer than the longest call, so that a call's own end comes first. */
const marginMs = 2_000;

/** The way to a server for one person. It is opened by whoever connects a client to it. */
export function transportFor(
  server: McpServerConfig,
  principal: Principal,
  calls: Calls,
): StreamableHTTPClientTransport | StdioClientTransport {
  if ('url' in server) {
    const identity = new Identity(server, principal);
    return new StreamableHTTPClientTransport(new URL(server.url), {
      fetch: outsideFetch({
        identity: () => identity.toHeaders(),
        calls,
        maxMs: server.totalMs + marginMs,
      }),
      requestInit: { redirect: 'manual' },
    });
  }
  const env = Object.entries(server.env).map(([name, value]) => [name, fillIn(value, principal)]);
  return new StdioClientTransport({
    command: server.command,
    args: server.args,
    env: Object.fromEntries(env) as Record<string, string>,
    // Its words belong into no log of ours.
    stderr: 'ignore',
    maxBufferSize: maxAnswerBytes,
  });
}
