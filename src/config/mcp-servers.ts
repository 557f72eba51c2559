import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { endpointFault } from './endpoint-url.js';

// The setting `MCP_SERVERS`: outside MCP servers whose tools the assistant may use. A JSON list, or the path of a file
// that holds one. Programs are started from the operator's file alone: an environment is set by more hands than that.

interface CommonSettings {
  /** Names the server in logs. Unique. */
  name: string;
  /** Stands before the names of its tools. Default: the name. */
  prefix: string;
  /** Patterns over the server's own names of its tools, with `*` for anything. Default: all are offered. */
  tools: { allow: string[]; deny: string[] };
  /** Longest silence of a call. Progress breaks the silence. Default: 30 s. */
  timeoutMs: number;
  /** Longest call, whatever its progress. Default: 60 s. */
  totalMs: number;
  /** Bytes of a result that the model is given. Default: 64 KiB. */
  maxResultBytes: number;
  /** People connected at once. Beyond it, others go without these tools. Default: 200, and 10 for programs. */
  maxConnections: number;
  /** Whether what the server says of its tools (read-only, destructive) is believed. Default: true. */
  trusted: boolean;
}

/** A server that speaks streamable HTTP. */
export interface HttpMcpServer extends CommonSettings {
  url: string;
  /** Sent with every request. `{user.id}`, `{user.name}` and `{user.tenant}` stand for the person's, percent-encoded. */
  headers: Record<string, string>;
  /** Every request carries a token for its person, signed by this server (HS256), in `Authorization`. */
  auth?: { secret: string; audience: string; ttlMs: number };
}

/** A program that is started and spoken to over its standard input and output: one process per person. */
export interface StdioMcpServer extends CommonSettings {
  command: string;
  args: string[];
  /** On top of the few variables that every program needs. The same placeholders as in headers. */
  env: Record<string, string>;
}

export type McpServerConfig = HttpMcpServer | StdioMcpServer;

/** What the setting says, or everything that is wrong with it. */
export interface ParsedMcpServers {
  servers: McpServerConfig[];
  /** Values of the settings that must not be logged. */
  secrets: string[];
  /** One line per fault, each beginning with the setting's name. */
  faults: string[];
}

const minSecretLength = 32;
const seconds = (byDefault: number, max: number) =>
  z
    .number()
    .positive()
    .max(max)
    .default(byDefault)
    .transform((value) => value * 1000);
const pattern = z.string().regex(/^[\w./*-]{1,128}$/, 'must be a tool’s name, with * for anything');
const shortName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,31}$/i, 'must be 1 to 32 letters, digits, _ and -, beginning with a letter');

const common = {
  name: shortName,
  prefix: shortName.optional(),
  tools: z
    .strictObject({ allow: z.array(pattern).default(['*']), deny: z.array(pattern).default([]) })
    .default({ allow: ['*'], deny: [] }),
  timeoutSeconds: seconds(30, 600),
  totalSeconds: seconds(60, 3600),
  maxResultBytes: z.number().int().min(1024).max(1_048_576).default(65_536),
  trusted: z.boolean().default(true),
};
const connections = (byDefault: number) => z.number().int().min(1).max(10_000).default(byDefault);

/** Set by the transport itself: a value from the settings would break it. */
const reservedHeaders = new Set([
  ...['accept', 'connection', 'content-length', 'content-type', 'host', 'last-event-id', 'transfer-encoding'],
  ...['mcp-method', 'mcp-name', 'mcp-protocol-version', 'mcp-session-id'],
]);
const placeholder = /\{user\.(\w+)\}/g;
const template = z.string().superRefine((value, ctx) => {
  for (const [whole, field] of value.matchAll(placeholder)) {
    if (field !== 'id' && field !== 'name' && field !== 'tenant') {
      ctx.addIssue(`there is no ${whole}; use {user.id}, {user.name} or {user.tenant}`);
    }
  }
});
const headers = z
  .record(
    z
      .string()
      .regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'is no name of a header')
      .toLowerCase(),
    template,
  )
  .superRefine((all, ctx) => {
    for (const [name, value] of Object.entries(all)) {
      if (reservedHeaders.has(name)) ctx.addIssue(`${name} is set by the protocol; leave it out`);
      if (!/^[\t\x20-\x7e]*$/.test(value)) ctx.addIssue(`the value of ${name} must be one line of ASCII`);
    }
  });

const HttpServer = z
  .strictObject({
    ...common,
    maxConnections: connections(200),
    url: z.string().superRefine((url, ctx) => {
      const fault = endpointFault(url);
      if (fault) ctx.addIssue(fault);
    }),
    headers: headers.default({}),
    auth: z
      .strictObject({
        type: z.literal('signed'),
        secret: z.string().min(minSecretLength, `must be at least ${minSecretLength} characters`),
        audience: z.string().min(1),
        ttlSeconds: seconds(60, 3600),
      })
      .optional(),
  })
  .refine(({ auth, headers: { authorization } }) => !auth || authorization === undefined, {
    error: 'auth sets the authorization header; give one of the two',
  });

const StdioServer = z.strictObject({
  ...common,
  maxConnections: connections(10),
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  env: z.record(z.string().regex(/^\w+$/), template).default({}),
});

/**
 * @param setting The variable's value. Absent: no outside servers.
 * @param variables What `${NAME}` in the values stands for.
 */
export function parseMcpServers(
  setting: string | undefined,
  variables: Record<string, string | undefined>,
): ParsedMcpServers {
  if (!setting) return { servers: [], secrets: [], faults: [] };
  const isFile = !setting.startsWith('[');
  const source = isFile ? readList(setting.replace(/^@/, '')) : { json: setting };
  if ('fault' in source) return refused(source.fault);
  const list = toJson(source.json);
  if (!Array.isArray(list)) {
    return refused(
      'must be a JSON list such as [{"name":"docs","url":"https://mcp.example.com/mcp"}], or the path of a file that holds one',
    );
  }
  const parsed = list.map((entry: unknown, index) => parseServer(entry, { index, isFile, variables }));
  const servers = parsed.flatMap(({ server }) => server ?? []);
  const faults = [...parsed.flatMap((entry) => entry.faults), ...clashes(servers)];
  return {
    servers,
    secrets: [...new Set(parsed.flatMap(({ secrets }) => secrets))],
    faults: faults.map((fault) => `MCP_SERVERS: ${fault}`),
  };
}

const refused = (fault: string): ParsedMcpServers => ({
  servers: [],
  secrets: [],
  faults: [`MCP_SERVERS: ${fault}`],
});

function readList(path: string): { json: string } | { fault: string } {
  try {
    return { json: readFileSync(path, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { fault: `the file ${path} cannot be read (${code}); give a JSON list, or the path of one` };
  }
}

function toJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

interface EntryContext {
  index: number;
  isFile: boolean;
  variables: Record<string, string | undefined>;
}

function parseServer(
  entry: unknown,
  { index, isFile, variables }: EntryContext,
): { server?: McpServerConfig; secrets: string[]; faults: string[] } {
  const { name } = (entry ?? {}) as { name?: unknown };
  const label = typeof name === 'string' && name ? `server ${JSON.stringify(name)}` : `entry ${index + 1}`;
  const filled = fillVariables(entry, variables);
  const isProgram = typeof entry === 'object' && entry !== null && 'command' in entry;
  const inEntry = (fault: string) => `${label}: ${fault}`;
  const missing = filled.missing.map((variable) => inEntry(`\${${variable}} is not set in the environment`));
  if (isProgram && !isFile) {
    return {
      secrets: [],
      faults: [inEntry('programs are started from a file alone; set MCP_SERVERS to its path')],
    };
  }
  const result = (isProgram ? StdioServer : HttpServer).safeParse(filled.value);
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) =>
      inEntry(path.length ? `${path.join('.')}: ${message}` : message),
    );
    return { secrets: filled.values, faults: [...missing, ...faults] };
  }
  const server = toConfig(result.data);
  return { server, secrets: [...filled.values, ...secretsOf(server)], faults: missing };
}

/** Every `${NAME}` in the texts of a value, filled in. */
function fillVariables(entry: unknown, variables: Record<string, string | undefined>) {
  const missing = new Set<string>();
  const values: string[] = [];
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return value.replaceAll(/\$\{(\w+)\}/g, (_, variable: string) => {
        const found = variables[variable];
        if (found) values.push(found);
        else missing.add(variable);
        return found ?? '';
      });
    }
    if (Array.isArray(value)) return value.map(fill);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner)]));
  };
  return { value: fill(entry), missing: [...missing], values };
}

function toConfig(parsed: z.infer<typeof HttpServer> | z.infer<typeof StdioServer>): McpServerConfig {
  const { timeoutSeconds: timeoutMs, totalSeconds, prefix = parsed.name, ...rest } = parsed;
  const times = { prefix, timeoutMs, totalMs: Math.max(timeoutMs, totalSeconds) };
  if (!('url' in rest)) return { ...rest, ...times };
  const { auth, ...server } = rest;
  if (!auth) return { ...server, ...times };
  return {
    ...server,
    ...times,
    auth: { secret: auth.secret, audience: auth.audience, ttlMs: auth.ttlSeconds },
  };
}

const secretHeader = /auth|cookie|key|secret|token/i;

function secretsOf(server: McpServerConfig): string[] {
  if (!('url' in server)) return [];
  const named = Object.entries(server.headers).filter(([name]) => secretHeader.test(name));
  return [
    ...named.map(([, value]) => value.replace(/^(bearer|basic) /i, '')),
    ...new URL(server.url).searchParams.values(),
    ...(server.auth ? [server.auth.secret] : []),
  ];
}

/** Two servers whose tools could come to bear one name. */
function clashes(servers: McpServerConfig[]): string[] {
  return servers.flatMap((server, index) =>
    servers.slice(index + 1).flatMap((other) => {
      if (server.name === other.name) return [`two servers are named ${JSON.stringify(server.name)}`];
      const [one, two] = [`${server.prefix}_`, `${other.prefix}_`];
      if (!one.startsWith(two) && !two.startsWith(one)) return [];
      const names = `${JSON.stringify(server.name)} and ${JSON.stringify(other.name)}`;
      return [`the tools of ${names} could get the same names; give one of them another prefix`];
    }),
  );
}
