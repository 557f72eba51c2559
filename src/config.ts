import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnvFile } from 'node:process';
import { z } from 'zod';
import { endpointFault } from './config/endpoint-url.js';
import { parseIssuers, type IssuerConfig } from './config/issuers.js';
import { parseMcpServers, type McpServerConfig } from './config/mcp-servers.js';
import { parseOrigins } from './config/origins.js';
import { rateShape, toRates, type Rates } from './config/rate-limits.js';
import { refuseWeakSecret } from './config/secret-strength.js';

// The only reader of `process.env`. Everything else is handed a `Config`.

/** Setting -> the bound that it sets. `docs/limits.md` says what each is for. */
export const limitSettings = {
  LIMIT_BODY_BYTES: 'maxBodyBytes',
  LIMIT_JSON_DEPTH: 'maxJsonDepth',
  LIMIT_JSON_TOKENS: 'maxJsonTokens',
  LIMIT_MESSAGE_PARTS: 'maxMessageParts',
  LIMIT_MESSAGE_CHARACTERS: 'maxMessageCharacters',
  LIMIT_MESSAGE_ATTACHMENTS: 'maxMessageAttachments',
  LIMIT_TITLE_CHARACTERS: 'maxTitleCharacters',
  LIMIT_FEEDBACK_ITEMS: 'maxFeedbackItems',
  LIMIT_PAGE_ROWS: 'maxPageSize',
  PAGE_ROWS: 'defaultPageSize',
  THREAD_PAGE_ROWS: 'threadPageSize',
} as const;
type LimitSetting = keyof typeof limitSettings;
type LimitName = (typeof limitSettings)[LimitSetting];

/** A rule of `TOOL_APPROVALS`: what becomes of calls of tools whose names fit the pattern. */
export interface ApprovalRuleConfig {
  verdict: 'allow' | 'ask' | 'deny';
  pattern: string;
}

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
  /** Bounds of requests. Those that are not set have the protocol's defaults (`src/protocol/limits.ts`). */
  limits: Partial<Record<LimitName, number>>;
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

const text = z
  .string()
  .trim()
  .transform((value) => value || undefined)
  .optional();
const list = text.transform((value) =>
  (value ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean),
);
const seconds = (defaultSeconds: number, max: number, min = 0) =>
  z.coerce
    .number()
    .min(min)
    .max(max)
    .default(defaultSeconds)
    .transform((value) => value * 1000);
/** Nobody means to wait for nothing. */
const shortestWaitSeconds = 0.1;
const approvalRules = list.transform((entries, ctx) => {
  if (entries.join() === 'off') return [];
  return entries.flatMap((entry) => {
    const [, verdict, pattern] = /^(allow|ask|deny):\s*([^\s:]+)$/.exec(entry) ?? [];
    if (pattern) return [{ verdict: verdict as ApprovalRuleConfig['verdict'], pattern }];
    ctx.addIssue(
      `\`${entry}\` is no rule; write allow:list_*, ask:delete_* or deny:drop_*, separated by commas, or off alone`,
    );
    return [];
  });
});
const secret = text.superRefine(refuseWeakSecret);

const mebibyte = 1024 * 1024;
/** What models can read: pictures that every browser shows, documents, and text of any kind. */
const readableTypes = 'image/png,image/jpeg,image/gif,image/webp,application/pdf,application/json,text/*';
const mimeTypes = text.transform((value, ctx) =>
  (value ?? readableTypes)
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => {
      if (entry === '' || /^([\w.+-]+\/([\w.+-]+|\*)|\*\/\*)$/.test(entry)) return entry !== '';
      ctx.addIssue(`\`${entry}\` is no type; write image/png or text/*, separated by commas`);
      return false;
    }),
);

/** Deeper JSON can stop the embedded database for good, and overflows the stack of whoever walks it. */
const deepestJson = 64;
const bound = (max: number) => z.coerce.number().int().min(1).max(max).optional();
const bounds = Object.fromEntries(
  Object.keys(limitSettings).map((name) => [
    name,
    bound(name === 'LIMIT_JSON_DEPTH' ? deepestJson : 1_000_000_000),
  ]),
) as Record<LimitSetting, ReturnType<typeof bound>>;

/** A number of which 0 means that there is no bound. */
const boundOrNone = (max: number, value = 0) => z.coerce.number().int().min(0).max(max).default(value);

const Environment = z.object({
  ...bounds,
  ...rateShape,
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  LOCKOUT_SECONDS: seconds(300, 86_400, 1),
  MAX_STREAMS_PER_USER: boundOrNone(10_000, 10),
  DAILY_TURNS_PER_USER: boundOrNone(1_000_000_000),
  DAILY_TOKENS_PER_USER: boundOrNone(1_000_000_000_000),
  REDIS_URL: text.refine((url) => !url || isRedisUrl(url), {
    error:
      'must look like redis://user:password@host:6379/0, or rediss:// over TLS; leave it out where one process runs',
  }),
  REDIS_KEY_PREFIX: z.string().max(100).default('chatkit:'),
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8000),
  DATABASE_URL: text
    .transform((url) => url && normaliseDatabaseUrl(url))
    .refine((url) => !url || isPostgresUrl(url), {
      error:
        'must look like postgres://user:password@host:5432/database, with special characters of the password percent-encoded; leave it out for the embedded database',
    }),
  DATA_DIR: z.string().default('.data'),
  OPENAI_API_KEY: text,
  OPENAI_BASE_URL: text.refine((url) => !url || URL.canParse(url), { error: 'must be an absolute URL' }),
  OPENAI_API: z.enum(['responses', 'chat_completions']).default('responses'),
  MODEL: text,
  MODEL_PROVIDER: z.enum(['auto', 'openai', 'demo']).default('auto'),
  DEMO_DELAY_MS: z.coerce.number().int().min(0).max(1000).default(12),
  MODEL_FIRST_BYTE_SECONDS: seconds(30, 600, shortestWaitSeconds),
  MODEL_IDLE_SECONDS: seconds(30, 600, shortestWaitSeconds),
  MODEL_RETRIES: z.coerce.number().int().min(0).max(5).default(2),
  AUTH_MODE: z.enum(['dev', 'jwt']).optional(),
  AUTH_ISSUERS: text,
  AUTH_CLOCK_TOLERANCE_SECONDS: z.coerce.number().min(0).max(60).default(5),
  AUTH_ADMIN_ROLE: text.transform((role) => role ?? 'admin'),
  BETTER_AUTH_URL: text,
  BETTER_AUTH_JWKS_URL: text,
  BETTER_AUTH_SECRET: secret,
  BETTER_AUTH_SECRET_PREVIOUS: secret,
  SESSION_SECRET: secret,
  SESSION_SECRET_PREVIOUS: secret,
  SESSION_TTL: seconds(1800, 86_400, 60),
  SESSION_REFRESH_GRACE: seconds(3600, 604_800),
  SESSION_MAX_AGE: seconds(43_200, 2_592_000, 60),
  MCP_SERVERS: text,
  MCP_SERVER_PUBLIC_URL: text.superRefine((url, ctx) => {
    const fault = url && endpointFault(url);
    if (fault) ctx.addIssue(fault);
  }),
  ALLOWED_ORIGINS: list,
  CORS_ORIGINS: list,
  FRONTEND_URL: list,
  BETTER_AUTH_TRUSTED_ORIGINS: list,
  TRUST_PROXY: text,
  TURN_ON_DISCONNECT: z.enum(['cancel', 'finish']).default('cancel'),
  TURN_ON_BUSY: z.enum(['reject', 'queue', 'interrupt']).default('reject'),
  TURN_QUEUE_LENGTH: z.coerce.number().int().min(1).max(100).default(5),
  TURN_QUEUE_SECONDS: seconds(60, 600, shortestWaitSeconds),
  TURN_DEADLINE_SECONDS: seconds(600, 86_400),
  TURN_MAX_MODEL_CALLS: z.coerce.number().int().min(1).max(1000).default(10),
  TURN_MAX_TOOL_CALLS: z.coerce.number().int().min(1).max(10_000).default(100),
  TURN_MAX_TOKENS: z.coerce.number().int().min(0).max(1_000_000_000).default(1_000_000),
  SHUTDOWN_GRACE_SECONDS: seconds(5, 600),
  HISTORY_TOKENS: z.coerce.number().int().min(1000).max(10_000_000).default(24_000),
  THREAD_TITLES: z.enum(['model', 'heuristic', 'off']).default('model'),
  TITLE_MODEL: text,
  ASSISTANT_MODULE: text,
  WORKFLOW_HISTORY: z.enum(['on', 'off']).default('on'),
  TOOL_ACTIVITY: z.enum(['workflow', 'off']).default('workflow'),
  TOOL_ACTIVITY_DETAIL: z.enum(['names', 'arguments', 'results']).default('arguments'),
  TOOL_ACTIVITY_REDACT: list,
  TOOL_APPROVALS: approvalRules,
  APPROVAL_TTL_SECONDS: seconds(86_400, 2_592_000),
  LEGACY_CHAT: z.enum(['on', 'off']).default('on'),
  LEGACY_CHAT_SUNSET: text.transform((date, ctx) => {
    if (!date) return undefined;
    const day = /^\d{4}-\d{2}-\d{2}$/.test(date) ? new Date(`${date}T00:00:00Z`) : undefined;
    if (day?.toJSON()?.startsWith(date)) return day;
    ctx.addIssue('must be a day such as 2027-06-30');
    return z.NEVER;
  }),
  ATTACHMENTS: z.enum(['on', 'off']).default('on'),
  ATTACHMENTS_DIR: text,
  ATTACHMENT_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000_000)
    .default(10 * mebibyte),
  ATTACHMENT_TYPES: mimeTypes,
  ATTACHMENTS_PER_USER_BYTES: boundOrNone(1_000_000_000_000, 1024 * mebibyte),
  PUBLIC_URL: text.transform((url, ctx) => {
    if (url === undefined || isPublicUrl(url)) return url?.replace(/\/+$/, '');
    ctx.addIssue('must be the address that browsers call, such as https://chat.example.com');
    return z.NEVER;
  }),
  METRICS_TOKEN: secret,
  SWAGGER: z.enum(['on', 'off']).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CHATKIT_DOMAIN_KEY: z.string().default('local-dev'),
});

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
  const { issuers, faults: issuerFaults } = parseIssuers(env);
  const { origins, faults: originFaults } = parseOrigins(env);
  const mcp = parseMcpServers(env.MCP_SERVERS, variables);
  const faults = [
    ...mcp.faults,
    ...issuerFaults,
    ...(production && mode === 'dev'
      ? ['AUTH_MODE: dev hands out tokens to anyone, and is refused in production; use AUTH_MODE=jwt']
      : []),
    ...(mode === 'jwt' && issuers.length === 0 && issuerFaults.length === 0
      ? [
          'BETTER_AUTH_SECRET: AUTH_MODE=jwt needs a secret to verify tokens with; set it, or BETTER_AUTH_URL, or AUTH_ISSUERS',
        ]
      : []),
    ...(env.MODEL_PROVIDER === 'openai' && !env.OPENAI_API_KEY && !env.OPENAI_BASE_URL
      ? ['OPENAI_API_KEY: MODEL_PROVIDER=openai needs a key, or OPENAI_BASE_URL of an endpoint without one']
      : []),
    ...(env.SESSION_SECRET_PREVIOUS && !env.SESSION_SECRET
      ? ['SESSION_SECRET: SESSION_SECRET_PREVIOUS is set, and nothing to sign with; set SESSION_SECRET too']
      : []),
    ...(mode === 'jwt' && issuers.some(({ keys }) => 'secret' in keys && keys.secret === env.SESSION_SECRET)
      ? ['SESSION_SECRET: is also the secret of an issuer; set one of its own (openssl rand -base64 48)']
      : []),
    ...(env.SESSION_TTL > env.SESSION_MAX_AGE
      ? ['SESSION_TTL: is longer than SESSION_MAX_AGE; make it shorter, or the other longer']
      : []),
    ...(env.TRUST_PROXY === 'true'
      ? ['TRUST_PROXY: say how many proxies stand in front (1, 2, …), or list their addresses']
      : []),
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
      issuers,
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
    limits: toLimits(env),
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

function toLimits(env: Partial<Record<LimitSetting, number>>): Config['limits'] {
  const set = (Object.keys(limitSettings) as LimitSetting[]).filter((name) => env[name] !== undefined);
  return Object.fromEntries(set.map((name) => [limitSettings[name], env[name]]));
}

/** Reads URLs written for SQLAlchemy too: `postgresql+asyncpg://…`. */
export function normaliseDatabaseUrl(url: string): string {
  return url.replace(/^postgres(ql)?(\+\w+)?:\/\//, 'postgres://');
}

function isPostgresUrl(url: string): boolean {
  if (!url.startsWith('postgres://') || !URL.canParse(url)) return false;
  try {
    // A `%` in a password that is no escape would be told by whatever reads the URL next, and less clearly.
    decodeURIComponent(new URL(url).password);
    return true;
  } catch {
    return false;
  }
}

function isPublicUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, search, hash } = new URL(url);
  return /^https?:$/.test(protocol) && username === '' && search === '' && hash === '';
}

function isRedisUrl(url: string): boolean {
  return URL.canParse(url) && ['redis:', 'rediss:'].includes(new URL(url).protocol);
}

function toTrustProxy(value: string | undefined): number | string | false {
  if (!value || value === 'false') return false;
  return /^\d+$/.test(value) ? Number(value) : value;
}
