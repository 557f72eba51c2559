import { ConfigError, parseConfig } from '../src/config.js';

const secret = 'a shared secret of more than 32 characters';
const faults = (variables: Record<string, string>): string[] => {
  try {
    parseConfig(variables);
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
};

const entry = (fields: object) => JSON.stringify([fields]);

describe('the settings', () => {
  it('allow a start when none is set (rows 42, 44, 47, 126, 197, 221, 232)', () => {
    expect(parseConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8000,
      databaseUrl: undefined,
      dataDir: '.data',
      model: { provider: 'demo' },
      auth: { mode: 'dev' },
      swagger: true,
      turn: { onDisconnect: 'cancel', deadlineMs: 600_000 },
    });
  });

  it('read an empty variable as one that is not set', () => {
    expect(parseConfig({ PORT: '', DATABASE_URL: '', OPENAI_API_KEY: '' })).toMatchObject({ port: 8000 });
  });

  it.each([
    ['postgresql+asyncpg://u:p@h:5432/d?sslmode=require', 'postgres://u:p@h:5432/d?sslmode=require'],
    ['postgresql://u@h/d', 'postgres://u@h/d'],
  ])('read the database URL %s as other stacks write it (rows 44, 124, 227)', (url, expected) => {
    expect(parseConfig({ DATABASE_URL: url }).databaseUrl).toBe(expected);
  });

  it.each([
    [{ OPENAI_API_KEY: 'k' }, 'openai'],
    [{ OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' }, 'openai'],
    [{ OPENAI_API_KEY: 'k', MODEL_PROVIDER: 'demo' }, 'demo'],
  ])('choose the provider for %j (rows 42, 221)', (variables, provider) => {
    expect(parseConfig(variables).model.provider).toBe(provider);
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ PORT: 'x' }, /^PORT: /],
    [{ DATABASE_URL: 'mysql://h/d' }, /^DATABASE_URL: must look like postgres:/],
    [{ DATABASE_URL: 'postgres://ada:100%@h/d' }, /^DATABASE_URL: .* percent-encoded/],
    [{ TRUST_PROXY: 'true' }, /^TRUST_PROXY: say how many/],
    [{ AUTH_MODE: 'jwt' }, /^BETTER_AUTH_SECRET: .* set it/],
    [{ BETTER_AUTH_SECRET: 'short' }, /^BETTER_AUTH_SECRET: must be at least 32 characters/],
    [{ NODE_ENV: 'production', AUTH_MODE: 'dev' }, /^AUTH_MODE: .* refused in production/],
    [{ NODE_ENV: 'production' }, /^BETTER_AUTH_SECRET: /],
    [{ MODEL_PROVIDER: 'openai' }, /^OPENAI_API_KEY: /],
    [{ AUTH_ISSUERS: '{' }, /^AUTH_ISSUERS: must be a JSON list/],
    [{ AUTH_ISSUERS: '[{}]' }, /^AUTH_ISSUERS: entry 1: has no keys; give it a secret, or a jwks_url/],
    [{ AUTH_ISSUERS: entry({ secret, jwks_url: 'https://i.example/jwks' }) }, /one or the other/],
    [{ AUTH_ISSUERS: entry({ jwks_url: 'https://i.example/jwks' }) }, /so it needs an issuer/],
    [
      { AUTH_ISSUERS: entry({ issuer: 'i', jwks_url: 'http://i.example/jwks' }) },
      /1, jwks_url: must begin with https/,
    ],
    [
      { AUTH_ISSUERS: entry({ issuer: 'i', jwks_url: 'file:///etc/passwd' }) },
      /1, jwks_url: must begin with https/,
    ],
    [
      { AUTH_ISSUERS: entry({ issuer: 'i', jwks_file: 'none.json' }) },
      /1, jwks_file: cannot be read \(ENOENT\)/,
    ],
    [{ AUTH_ISSUERS: entry({ issuer: 'i', jwks_file: 'package.json' }) }, /1, jwks_file: is no key set/],
    [
      { AUTH_ISSUERS: entry({ secret, algorithms: ['RS256'] }) },
      /RS256 does not go with its keys; use HS256/,
    ],
    [{ AUTH_ISSUERS: entry({ secret, algorithms: ['none'] }) }, /^AUTH_ISSUERS: entry 1, algorithms, 0: /],
    [{ AUTH_ISSUERS: entry({ secret: 'short' }) }, /entry 1, secret: must be at least 32 characters/],
    [{ AUTH_ISSUERS: entry({ secret, sub_prefix: 'a' }) }, /entry 1: Unrecognized key: "sub_prefix"/],
    [{ BETTER_AUTH_URL: 'http://auth.example.com' }, /^BETTER_AUTH_URL: must begin with https/],
    [{ BETTER_AUTH_JWKS_URL: 'nowhere' }, /^BETTER_AUTH_JWKS_URL: must be an absolute URL/],
    [{ AUTH_CLOCK_TOLERANCE_SECONDS: '61' }, /^AUTH_CLOCK_TOLERANCE_SECONDS: /],
    [{ TURN_ON_BUSY: 'wait' }, /^TURN_ON_BUSY: /],
    [{ TURN_QUEUE_LENGTH: '0' }, /^TURN_QUEUE_LENGTH: /],
    [{ TURN_QUEUE_SECONDS: '0' }, /^TURN_QUEUE_SECONDS: /],
    [{ RATE_LIMIT_TURNS: '20' }, /^RATE_LIMIT_TURNS: .20. is no limit; write it like 20\/60s .* or off/],
    [{ RATE_LIMIT_READS: '0/60s' }, /^RATE_LIMIT_READS: .0\/60s. is no limit/],
    [{ RATE_LIMIT_WRITES: '5/25h' }, /^RATE_LIMIT_WRITES: .5\/25h. is no limit/],
    [{ RATE_LIMITS: 'of' }, /^RATE_LIMITS: /],
    [{ LOCKOUT_SECONDS: '0' }, /^LOCKOUT_SECONDS: /],
    [{ MAX_STREAMS_PER_USER: '-1' }, /^MAX_STREAMS_PER_USER: /],
    [{ DAILY_TOKENS_PER_USER: 'many' }, /^DAILY_TOKENS_PER_USER: /],
    [{ REDIS_URL: 'localhost:6379' }, /^REDIS_URL: must look like redis:/],
    [{ ATTACHMENTS: 'yes' }, /^ATTACHMENTS: /],
    [{ ATTACHMENT_MAX_BYTES: '0' }, /^ATTACHMENT_MAX_BYTES: /],
    [{ ATTACHMENT_TYPES: 'image/png, png' }, /^ATTACHMENT_TYPES: .png. is no type; write image\/png or text/],
    [{ ATTACHMENTS_PER_USER_BYTES: '-1' }, /^ATTACHMENTS_PER_USER_BYTES: /],
    [{ PUBLIC_URL: 'chat.example.com' }, /^PUBLIC_URL: must be the address that browsers call/],
    [{ PUBLIC_URL: 'https://chat.example.com/?x' }, /^PUBLIC_URL: must be the address/],
    [{ TOOL_APPROVALS: 'delete_*' }, /^TOOL_APPROVALS: .delete_\*. is no rule; write allow:list_\*/],
    [{ TOOL_APPROVALS: 'off, allow:x' }, /^TOOL_APPROVALS: .off. is no rule/],
  ])('stop the start for %j with the name of the variable', (variables, fault) => {
    expect(faults(variables)).toEqual([expect.stringMatching(fault)]);
  });

  it.each([
    ['https://a.example', ['https://a.example/api/auth/jwks', 'https://a.example/jwks']],
    ['https://a.example/auth/', ['https://a.example/auth/jwks', 'https://a.example/auth/api/auth/jwks']],
  ])('look for the keys of Better Auth at %s below it (rows 154, 224)', (url, jwksUrls) => {
    const [issuer] = parseConfig({ BETTER_AUTH_URL: url }).auth.issuers;
    expect(issuer).toMatchObject({ label: 'https://a.example', keys: { jwksUrls } });
    expect(issuer!.issuer).toEqual(issuer!.audience);
    expect(issuer!.issuer).toEqual(expect.arrayContaining(['https://a.example', url]));
  });

  it('take the keys of Better Auth from the address that is given (row 125)', () => {
    const BETTER_AUTH_JWKS_URL = 'http://auth:3000/keys';
    const given = { BETTER_AUTH_JWKS_URL, BETTER_AUTH_URL: 'https://a.example' };
    expect(parseConfig(given).auth.issuers).toMatchObject([
      { issuer: ['https://a.example'], keys: { jwksUrls: [BETTER_AUTH_JWKS_URL] } },
    ]);
    expect(parseConfig({ BETTER_AUTH_JWKS_URL }).auth.issuers).toMatchObject([
      { issuer: ['http://auth:3000'] },
    ]);
  });

  it('name every fault at once', () => {
    expect(faults({ PORT: 'x', LOG_LEVEL: 'loud' })).toHaveLength(2);
  });

  it('never repeat a secret in a fault', () => {
    expect(faults({ BETTER_AUTH_SECRET: 'hunter2', SESSION_SECRET: 'hunter2' }).join()).not.toContain(
      'hunter2',
    );
  });

  it('show the API’s page, but not in production', () => {
    expect(parseConfig({}).swagger).toBe(true);
    expect(parseConfig({ NODE_ENV: 'production', BETTER_AUTH_SECRET: secret }).swagger).toBe(false);
  });

  it('keep attachments beside the database, whichever it is (row 90)', () => {
    expect(parseConfig({ DATA_DIR: '/data' }).attachments.dir).toBe('/data/attachments');
    expect(parseConfig({ DATABASE_URL: 'postgres://a@b/c' }).attachments.dir).toBe('.data/attachments');
    expect(parseConfig({ DATA_DIR: '/data', ATTACHMENTS_DIR: '/files' }).attachments.dir).toBe('/files');
    expect(parseConfig({ ATTACHMENT_TYPES: 'Image/*, text/plain' }).attachments.types).toEqual([
      'image/*',
      'text/plain',
    ]);
    expect(parseConfig({ PUBLIC_URL: 'https://chat.example.com/base/' }).publicUrl).toBe(
      'https://chat.example.com/base',
    );
  });

  it('say which of them have no effect yet', () => {
    expect(parseConfig({ STORAGE: 's3' }).ignored).toEqual(['STORAGE']);
  });

  it('read limits as a number in a time, each or all of them off (row 215)', () => {
    const { usage, redis } = parseConfig({
      RATE_LIMIT_TURNS: '20/60s',
      RATE_LIMIT_READS: ' 100 / 5m ',
      RATE_LIMIT_WRITES: '7/h',
      RATE_LIMIT_TOOLS: 'off',
      REDIS_URL: 'rediss://u:p@redis.example:6380/1',
    });
    expect(usage.rates).toMatchObject({
      turns: { limit: 20, windowMs: 60_000 },
      reads: { limit: 100, windowMs: 300_000 },
      writes: { limit: 7, windowMs: 3_600_000 },
    });
    expect(usage.rates.tools).toBeUndefined();
    expect(usage.rates.tenant_turns).toBeUndefined();
    expect(redis).toEqual({ url: 'rediss://u:p@redis.example:6380/1', keyPrefix: 'chatkit:' });
    const off = parseConfig({ RATE_LIMITS: 'off', RATE_LIMIT_TURNS: '20/60s', DAILY_TURNS_PER_USER: '5' });
    expect(off.usage).toMatchObject({ rates: {}, maxStreams: 0, dailyTurns: 5 });
  });
});
