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

describe('the settings', () => {
  it('allow a start when none is set (rows 42, 44, 47, 197)', () => {
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
  ])('read the database URL %s as other stacks write it (row 44)', (url, expected) => {
    expect(parseConfig({ DATABASE_URL: url }).databaseUrl).toBe(expected);
  });

  it.each([
    [{ OPENAI_API_KEY: 'k' }, 'openai'],
    [{ OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' }, 'openai'],
    [{ OPENAI_API_KEY: 'k', MODEL_PROVIDER: 'demo' }, 'demo'],
  ])('choose the provider for %j', (variables, provider) => {
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
    [{ ALLOWED_ORIGINS: '*' }, /^ALLOWED_ORIGINS: `\*` cannot be used/],
    [{ CORS_ORIGINS: 'https://a.example/path' }, /^ALLOWED_ORIGINS: .* is not an origin/],
    [{ AUTH_ISSUERS: '{' }, /^AUTH_ISSUERS: must be a JSON list/],
    [{ TURN_ON_BUSY: 'queue' }, /^TURN_ON_BUSY: /],
    [{ TOOL_APPROVALS: 'delete_*' }, /^TOOL_APPROVALS: .delete_\*. is no rule; write allow:list_\*/],
    [{ TOOL_APPROVALS: 'off, allow:x' }, /^TOOL_APPROVALS: .off. is no rule/],
  ])('stop the start for %j with the name of the variable', (variables, fault) => {
    expect(faults(variables)).toEqual([expect.stringMatching(fault)]);
  });

  it('name every fault at once', () => {
    expect(faults({ PORT: 'x', LOG_LEVEL: 'loud' })).toHaveLength(2);
  });

  it('never repeat a secret in a fault', () => {
    expect(faults({ BETTER_AUTH_SECRET: 'hunter2', SESSION_SECRET: 'hunter2' }).join()).not.toContain(
      'hunter2',
    );
  });

  it('know the developer’s origins, and none in production (rows 194, 200)', () => {
    expect(parseConfig({}).allowedOrigins).toEqual(['http://localhost:3000', 'http://localhost:5173']);
    const production = { NODE_ENV: 'production', BETTER_AUTH_SECRET: secret };
    expect(parseConfig(production)).toMatchObject({ allowedOrigins: [], swagger: false });
    expect(
      parseConfig({ ...production, ALLOWED_ORIGINS: 'https://a.example', CORS_ORIGINS: 'https://b.example' })
        .allowedOrigins,
    ).toEqual(['https://a.example', 'https://b.example']);
  });

  it('say which of them have no effect yet', () => {
    expect(parseConfig({ REDIS_URL: 'redis://h' }).ignored).toEqual(['REDIS_URL']);
  });
});
