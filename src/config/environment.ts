import { z } from 'zod';
import { isPostgresUrl, isPublicUrl, isRedisUrl, normaliseDatabaseUrl } from './addresses.js';
import { approvalRules } from './approval-rules.js';
import { endpointFault } from './endpoint-url.js';
import { rateShape } from './rate-limits.js';
import { requestLimitShape } from './request-limits.js';
import {
  boundOrNone,
  list,
  mimeTypes,
  seconds,
  secret,
  shortestWaitSeconds,
  text,
} from './setting-values.js';

const mebibyte = 1024 * 1024;

/** The settings one by one, as zod reads them from the environment. What they mean together is not looked at. */
export const Environment = z.object({
  ...requestLimitShape,
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

export type Environment = z.infer<typeof Environment>;
