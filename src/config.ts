import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnvFile } from 'node:process';
import type { ApprovalRuleConfig } from './config/approval-rules.js';
import { contradictions } from './config/contradictions.js';
import { Environment } from './config/environment.js';
import { parseIssuers, type IssuerConfig } from './config/issuers.js';
import { parseMcpServers, type McpServerConfig } from './config/mcp-servers.js';
import { parseOrigins } from './config/origins.js';
import { toRates, type Rates } from './config/rate-limits.js';
import { toRequestLimits, type RequestLimits } from './config/request-limits.js';

// The only reader of `process.env`. Everything else is handed a `Config`.

/** The settings, checked, with their defaults filled in. Times are in milliseconds. */
export interface Config {
  nodeEnv: 'development' | 'test' | 'production';
  host: string;
  port: number;
  /** PostgreSQL's URL. Absent: the embedded engine under `dataDir`. */
  databaseUrl?: string;
  dataDir: string;
  model: {
    provider: 'openai' | 'demo';
    apiKey?: string;
    baseUrl?: string;
    api: 'responses' | 'chat_completions';
    /** The model's name. Absent: the Agents SDK's default. */
    name?: string;
    /** The model that writes titles. Absent: the same one. */
    titleName?: string;
    /** Pause between the demo model's deltas, so that a person sees them come. */
    demoDelayMs: number;
    /** How long the first event of an answer is waited for. */
    firstByteMs: number;
    /** How long the next event of an answer is waited for. */
    idleMs: number;
    /** How often a call that failed is made again. */
    retries: number;
  };
  auth: {
    mode: 'dev' | 'jwt';
    issuers: IssuerConfig[];
    /** How far an issuer's clock and this one may be apart. */
    clockToleranceSeconds: number;
    /** The role that opens `/api/admin`. */
    adminRole: string;
    /** Signs what this server itself issues. Absent in dev mode: made anew at each start. */
    sessionSecret?: string;
    /** Still verifies what it signed while `sessionSecret` takes its place. */
    previousSessionSecret?: string;
  };
  sessions: {
    /** How long a secret of a session lasts. */
    ttlMs: number;
    /** For how long after its end a secret can be exchanged for a new one. */
    refreshGraceMs: number;
    /** How old a session may become, however often it is refreshed. */
    maxAgeMs: number;
  };
  mcp: {
    /** Outside servers whose tools the assistant may use. */
    servers: McpServerConfig[];
    /** Texts of their settings that must never be logged. */
    secrets: string[];
    /** Where clients outside reach this server's own `/mcp`, such as `https://chat.example.com/mcp`. */
    publicUrl?: string;
  };
  /** Origins whose pages may call, as browsers send them. */
  allowedOrigins: string[];
  /** Express' `trust proxy`: a number of hops, a list of addresses, or false. */
  trustProxy: number | string | false;
  turn: {
    onDisconnect: 'cancel' | 'finish';
    onBusy: 'reject' | 'queue' | 'interrupt';
    /** Messages of one thread that may wait, and for how long. */
    queueLength: number;
    queueMs: number;
    deadlineMs: number;
    /** How long running turns may go on after SIGTERM. */
    shutdownGraceMs: number;
    maxModelCalls: number;
    maxToolCalls: number;
    /** Tokens after which a turn calls the model no more. 0: any number. */
    maxTokens: number;
  };
  /** Bounds of requests. */
  limits: RequestLimits;
  usage: {
    rates: Rates;
    /** How long an address is turned away that failed to sign in too often. */
    lockoutMs: number;
    /** Answers that may be written for one person at the same time. 0: any number. */
    maxStreams: number;
    /** What one person may take on a day (UTC). 0: any number. */
    dailyTurns: number;
    dailyTokens: number;
  };
  /** Where several processes count together. Absent: each counts on its own. */
  redis?: { url: string; keyPrefix: string };
  /** Tokens of a conversation that the model is given, roughly counted. */
  historyTokens: number;
  /** Path or package of the operator's own assistant. Absent: the bundled one. */
  assistantModule?: string;
  /** Whether the model calls of a workflow are given the conversation before the message. */
  workflowHistory: boolean;
  toolActivity: 'workflow' | 'off';
  /** How much of a tool call is shown. */
  toolDetail: 'names' | 'arguments' | 'results';
  /** Names of arguments that are hidden, beside those that are secrets by their name. */
  toolRedact: string[];
  approvals: {
    /** The first that fits counts; tools that none fits ask by what they say of themselves. */
    rules: ApprovalRuleConfig[];
    /** Nobody is asked, and no rule looked at. */
    isOff: boolean;
    /** How long a question stays open. */
    ttlMs: number;
  };
  /** The routes of the chat that came before. */
  legacyChat: {
    isOn: boolean;
    /** When they go, as clients are told. */
    sunset?: Date;
  };
  threadTitles: 'model' | 'heuristic' | 'off';
  attachments: {
    isOn: boolean;
    /** Directory of their bytes. */
    dir: string;
    /** Bytes of one of them. */
    maxBytes: number;
    /** What is taken, such as `image/png` or `text/*`. */
    types: string[];
    /** Bytes of all that one person has, announced ones with them. 0: any number. */
    perUserBytes: number;
  };
  /** Where browsers reach this server, without a slash at the end. Absent: where the request at hand came to. */
  publicUrl?: string;
  /** Who shows it reads `/metrics`; absent, whoever is on the server's own machine. */
  metricsToken?: string;
  swagger: boolean;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  domainKey: string;
  /** Settings that are set but change nothing in this version; said once at the start. */
  ignored: string[];
}

/** Injection token of the {@link Config}. */
export const CONFIG = Symbol('Config');

/** A setting that stops the start. One line per fault: the variable, what is wrong, and the fix. */
export class ConfigError extends Error {
  constructor(readonly faults: string[]) {
    super(`The settings do not allow a start:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Promised settings whose feature is not in this version. Setting one is harmless, and said in the log. */
const notYet = ['STORAGE'];

/** Names of all settings: those that are read, and those that are promised. */
export const settingNames = { read: Object.keys(Environment.shape), notYet: notYet as readonly string[] };

/**
 * Reads the settings, from `.env` in the working directory too (the environment wins).
 * @param defaults Variables to use where neither sets them.
 * @throws ConfigError naming every variable that is wrong, and the fix.
 */
export function loadConfig(defaults: Record<string, string> = {}): Config {
  if (existsSync('.env')) loadEnvFile('.env');
  return parseConfig({ ...defaults, ...process.env });
}

/**
 * Switches the Agents SDK's tracing off in every copy of it that is loaded from now on, also one that a package of the
 * operator's brings along: it would send conversations to OpenAI.
 */
export function forbidTracing(): void {
  process.env.OPENAI_AGENTS_DISABLE_TRACING = '1';
}

/** The settings in the given variables. @throws ConfigError */
export function parseConfig(variables: Record<string, string | undefined>): Config {
  const present = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(present);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  const env = parsed.data;
  const production = env.NODE_ENV === 'production';
  const mode = env.AUTH_MODE ?? (production ? 'jwt' : 'dev');
  const issuers = parseIssuers(env);
  const { origins, faults: originFaults } = parseOrigins(env);
  const mcp = parseMcpServers(env.MCP_SERVERS, variables);
  const faults = [
    ...mcp.faults,
    ...issuers.faults,
    ...contradictions(env, { mode, issuers }),
    ...originFaults,
  ];
  if (faults.length) throw new ConfigError(faults);

  return {
    nodeEnv: env.NODE_ENV,
    host: env.HOST,
    port: env.PORT,
    databaseUrl: env.DATABASE_URL,
    dataDir: env.DATA_DIR,
    model: {
      provider:
        env.MODEL_PROVIDER === 'auto'
          ? env.OPENAI_API_KEY || env.OPENAI_BASE_URL
            ? 'openai'
            : 'demo'
          : env.MODEL_PROVIDER,
      apiKey: env.OPENAI_API_KEY,
      baseUrl: env.OPENAI_BASE_URL,
      api: env.OPENAI_API,
      name: env.MODEL,
      titleName: env.TITLE_MODEL,
      demoDelayMs: env.DEMO_DELAY_MS,
      firstByteMs: env.MODEL_FIRST_BYTE_SECONDS,
      idleMs: env.MODEL_IDLE_SECONDS,
      retries: env.MODEL_RETRIES,
    },
    auth: {
      mode,
      issuers: issuers.issuers,
      clockToleranceSeconds: env.AUTH_CLOCK_TOLERANCE_SECONDS,
      adminRole: env.AUTH_ADMIN_ROLE,
      sessionSecret: env.SESSION_SECRET,
      previousSessionSecret: env.SESSION_SECRET_PREVIOUS,
    },
    sessions: {
      ttlMs: env.SESSION_TTL,
      refreshGraceMs: env.SESSION_REFRESH_GRACE,
      maxAgeMs: env.SESSION_MAX_AGE,
    },
    mcp: { servers: mcp.servers, secrets: mcp.secrets, publicUrl: env.MCP_SERVER_PUBLIC_URL },
    allowedOrigins:
      origins.length || production ? origins : ['http://localhost:3000', 'http://localhost:5173'],
    trustProxy: toTrustProxy(env.TRUST_PROXY),
    turn: {
      onDisconnect: env.TURN_ON_DISCONNECT,
      onBusy: env.TURN_ON_BUSY,
      queueLength: env.TURN_QUEUE_LENGTH,
      queueMs: env.TURN_QUEUE_SECONDS,
      deadlineMs: env.TURN_DEADLINE_SECONDS,
      shutdownGraceMs: env.SHUTDOWN_GRACE_SECONDS,
      maxModelCalls: env.TURN_MAX_MODEL_CALLS,
      maxToolCalls: env.TURN_MAX_TOOL_CALLS,
      maxTokens: env.TURN_MAX_TOKENS,
    },
    limits: toRequestLimits(env),
    usage: {
      rates: env.RATE_LIMITS === 'on' ? toRates(env) : {},
      lockoutMs: env.LOCKOUT_SECONDS,
      maxStreams: env.RATE_LIMITS === 'on' ? env.MAX_STREAMS_PER_USER : 0,
      dailyTurns: env.DAILY_TURNS_PER_USER,
      dailyTokens: env.DAILY_TOKENS_PER_USER,
    },
    redis: env.REDIS_URL === undefined ? undefined : { url: env.REDIS_URL, keyPrefix: env.REDIS_KEY_PREFIX },
    historyTokens: env.HISTORY_TOKENS,
    assistantModule: env.ASSISTANT_MODULE,
    workflowHistory: env.WORKFLOW_HISTORY === 'on',
    toolActivity: env.TOOL_ACTIVITY,
    toolDetail: env.TOOL_ACTIVITY_DETAIL,
    toolRedact: env.TOOL_ACTIVITY_REDACT,
    approvals: {
      rules: env.TOOL_APPROVALS,
      isOff: present.TOOL_APPROVALS?.trim() === 'off',
      ttlMs: env.APPROVAL_TTL_SECONDS,
    },
    legacyChat: { isOn: env.LEGACY_CHAT === 'on', sunset: env.LEGACY_CHAT_SUNSET },
    threadTitles: env.THREAD_TITLES,
    attachments: {
      isOn: env.ATTACHMENTS === 'on',
      dir: env.ATTACHMENTS_DIR ?? join(env.DATA_DIR, 'attachments'),
      maxBytes: env.ATTACHMENT_MAX_BYTES,
      types: env.ATTACHMENT_TYPES,
      perUserBytes: env.ATTACHMENTS_PER_USER_BYTES,
    },
    publicUrl: env.PUBLIC_URL,
    metricsToken: env.METRICS_TOKEN,
    swagger: (env.SWAGGER ?? (production ? 'off' : 'on')) === 'on',
    logLevel: env.LOG_LEVEL,
    domainKey: env.CHATKIT_DOMAIN_KEY,
    ignored: notYet.filter((name) => present[name]),
  };
}

function toTrustProxy(value: string | undefined): number | string | false {
  if (!value || value === 'false') return false;
  return /^\d+$/.test(value) ? Number(value) : value;
}
