import { ConfigError, parseConfig } from '../../src/config.js';

const production = { NODE_ENV: 'production', BETTER_AUTH_SECRET: 'Wq3vT8nZ1kLx5RbY7uPd2MhG9sJcF4eA' };
const allowed = (variables: Record<string, string>) => parseConfig(variables).allowedOrigins;
const faults = (variables: Record<string, string>): string[] => {
  try {
    parseConfig(variables);
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
};

describe('the settings of origins', () => {
  it('are the developer’s own by default, and none in production (rows 194, 200)', () => {
    expect(allowed({})).toEqual(['http://localhost:3000', 'http://localhost:5173']);
    expect(allowed(production)).toEqual([]);
  });

  it('come together, each origin once (rows 45, 195, 201, 222, 226, 228)', () => {
    const variables = {
      ALLOWED_ORIGINS: 'https://a.example, https://b.example',
      CORS_ORIGINS: 'https://c.example',
      FRONTEND_URL: 'https://d.example',
      BETTER_AUTH_TRUSTED_ORIGINS: 'https://a.example,https://e.example',
    };
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => `https://${name}.example`);
    expect(allowed({ ...production, ...variables })).toEqual(all);
    expect(allowed(variables)).toEqual(all);
  });

  it.each([
    ['ALLOWED_ORIGINS', 'https://a.example/', 'https://a.example'],
    ['ALLOWED_ORIGINS', 'HTTPS://A.Example:443', 'https://a.example'],
    ['ALLOWED_ORIGINS', 'http://a.example:80', 'http://a.example'],
    ['ALLOWED_ORIGINS', 'https://bücher.example', 'https://xn--bcher-kva.example'],
    ['ALLOWED_ORIGINS', 'http://[::1]:3000', 'http://[::1]:3000'],
    ['ALLOWED_ORIGINS', 'capacitor://localhost', 'capacitor://localhost'],
    ['ALLOWED_ORIGINS', 'chrome-extension://abcdef', 'chrome-extension://abcdef'],
    ['FRONTEND_URL', 'https://a.example/chat?from=mail#top', 'https://a.example'],
  ])('are compared as browsers send them: %s=%s', (name, written, origin) => {
    expect(allowed({ [name]: written })).toEqual([origin]);
  });

  it('pass over apps that Better Auth trusts: no page has such an origin', () => {
    expect(allowed({ BETTER_AUTH_TRUSTED_ORIGINS: 'myapp://,https://a.example' })).toEqual([
      'https://a.example',
    ]);
  });

  const names = ['ALLOWED_ORIGINS', 'CORS_ORIGINS', 'FRONTEND_URL', 'BETTER_AUTH_TRUSTED_ORIGINS'];
  it.each(
    names.flatMap((name) =>
      [{}, production].map((more): [string, string, object] => [
        name,
        Object.keys(more).length ? 'in production' : 'elsewhere',
        more,
      ]),
    ),
  )('stop the start for a wildcard in %s %s (rows 145, 200, 212)', (name, _where, more) => {
    for (const wildcard of ['*', 'https://*', 'https://*.example.com', 'http://localhost:*']) {
      expect(faults({ ...more, [name]: wildcard })).toEqual([
        expect.stringMatching(/^[A-Z_]+: `.*` cannot be used, because requests carry credentials; list /),
      ]);
      expect(faults({ ...more, [name]: wildcard })[0]).toContain(`${name}: \`${wildcard}\``);
    }
  });

  it.each([
    ['https://a.example/path', 'is more than an origin; write https://a.example'],
    ['https://a.example?x=1', 'is more than an origin; write https://a.example'],
    ['https://a.example/#top', 'is more than an origin; write https://a.example'],
    ['a.example', 'has no scheme; write it like https://app.example.com'],
    ['localhost:3000', 'has no scheme; write it like https://app.example.com'],
    ['//a.example', 'has no scheme; write it like https://app.example.com'],
    ['https://', 'is not an origin; write it like https://app.example.com'],
    ['https://a.example:port', 'is not an origin; write it like https://app.example.com'],
    ['file:///home/ada/page.html', 'is not the origin of a page; write it like https://app.example.com'],
    ['wss://a.example', 'is not the origin of a page; write it like https://app.example.com'],
    ['myapp://', 'is not the origin of a page; write it like https://app.example.com'],
    ['null', 'is what all pages without an origin send; serve yours from an address, and list that'],
  ])('stop the start for %s, with the name of the variable and the fix', (entry, fault) => {
    for (const name of ['ALLOWED_ORIGINS', 'CORS_ORIGINS']) {
      expect(faults({ [name]: `https://b.example,${entry}` })).toEqual([`${name}: \`${entry}\` ${fault}`]);
    }
  });

  it('never repeat a password in a fault', () => {
    expect(faults({ ALLOWED_ORIGINS: 'https://ada:hunter2@a.example/x' })).toEqual([
      'ALLOWED_ORIGINS: `https://…@a.example/x` is more than an origin; write https://a.example',
    ]);
  });
});
