import { randomBytes } from 'node:crypto';
import { parseConfig, type ConfigError } from '../../src/config.js';
import { secretFault } from '../../src/config/secret-strength.js';

const faults = (variables: Record<string, string>): string[] => {
  try {
    parseConfig(variables);
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
};
const good = () => randomBytes(48).toString('base64');

describe('secrets (rows 43, 210, 211)', () => {
  it.each([
    ['', /32 characters/],
    ['hunter2', /32 characters/],
    ['a'.repeat(64), /too easy/],
    ['password'.repeat(8), /too easy/],
    ['0123456789'.repeat(4), /too easy/],
    [`${'a'.repeat(40)}b`, /too easy/],
    ['your-super-secret-key-change-in-production', /placeholder/],
    ['please-change-me-please-change-me-now', /placeholder/],
  ])('such as %j are refused, with a command that makes a good one', (secret, reason) => {
    expect(secretFault(secret)).toMatch(reason);
    expect(secretFault(secret)).toContain('openssl rand -base64 48');
  });

  it('made at random are accepted, in every common notation', () => {
    for (let n = 0; n < 2000; n++) {
      expect(secretFault(randomBytes(16).toString('hex'))).toBeUndefined();
      expect(secretFault(randomBytes(24).toString('base64'))).toBeUndefined();
      expect(secretFault(good())).toBeUndefined();
    }
  });

  it.each(['BETTER_AUTH_SECRET', 'SESSION_SECRET', 'SESSION_SECRET_PREVIOUS'])(
    'stop the start when they are weak, by the name of the setting: %s',
    (name) => {
      const weak = 'qwertyui'.repeat(5);
      const [fault, ...others] = faults({ SESSION_SECRET: good(), [name]: weak });
      expect([fault, others]).toEqual([expect.stringMatching(new RegExp(`^${name}: is too easy`)), []]);
      expect(fault).not.toContain(weak);
    },
  );

  it('are checked in a list of issuers, too', () => {
    const AUTH_ISSUERS = JSON.stringify([{ secret: 'qwertyui'.repeat(5) }]);
    expect(faults({ AUTH_ISSUERS })).toEqual([expect.stringMatching(/^AUTH_ISSUERS: .*too easy/)]);
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ SESSION_SECRET_PREVIOUS: good() }, /^SESSION_SECRET: SESSION_SECRET_PREVIOUS is set/],
    [{ SESSION_TTL: '3600', SESSION_MAX_AGE: '1800' }, /^SESSION_TTL: is longer than SESSION_MAX_AGE/],
    [{ SESSION_TTL: '5' }, /^SESSION_TTL: /],
  ])('and times must fit together', (variables, fault) => {
    expect(faults(variables)).toEqual([expect.stringMatching(fault)]);
  });

  it('sign one thing each: an issuer’s is not the sessions’', () => {
    const both = good();
    expect(faults({ AUTH_MODE: 'jwt', BETTER_AUTH_SECRET: both, SESSION_SECRET: both })).toEqual([
      expect.stringMatching(/^SESSION_SECRET: is also the secret of an issuer/),
    ]);
  });
});
