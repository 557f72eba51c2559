import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { DevTokens } from '../../src/auth/dev-tokens.js';
import type { TokenRefusal } from '../../src/auth/token-refusal.js';
import { TokenVerifier } from '../../src/auth/token-verifier.js';
import { testConfig } from '../support/config.js';

const secret = 'a shared secret of more than 32 characters';
const now = () => Math.floor(Date.now() / 1000);
const claims = (more: JWTPayload = {}): JWTPayload => ({ sub: 'ada', exp: now() + 60, ...more });

const sign = (payload: JWTPayload, key = secret, alg = 'HS256') =>
  new SignJWT(payload).setProtectedHeader({ alg }).sign(createSecretKey(key, 'utf8'));

function verifierFor(variables: Record<string, string>): TokenVerifier {
  const config = testConfig({ AUTH_MODE: 'jwt', ...variables });
  return new TokenVerifier(config, new DevTokens(config));
}

const reason = (verifier: TokenVerifier, token: string) =>
  verifier.verify(token).then(
    (principal) => principal,
    (error: TokenRefusal) => error.reason,
  );

describe('tokens signed with a shared secret (rows 43, 119, 225)', () => {
  const verifier = verifierFor({ BETTER_AUTH_SECRET: secret });

  it('make a principal of their subject', async () => {
    expect(await verifier.verify(await sign(claims({ name: 'Ada' })))).toEqual({
      userId: 'ada',
      name: 'Ada',
    });
    expect(await verifier.verify(await sign(claims({ iss: 'anyone', user_id: 'mallory' })))).toEqual({
      userId: 'ada',
    });
  });

  it.each<[string, () => Promise<string> | string, string]>([
    ['is no JWT', () => 'abc', 'opaque'],
    ['is signed with another secret', () => sign(claims(), `${secret}!`), 'bad_signature'],
    ['has expired', () => sign(claims({ exp: now() - 60 })), 'expired'],
    ['never expires', () => sign({ sub: 'ada' }), 'missing_claim'],
    ['has no subject', () => sign({ exp: now() + 60 }), 'bad_subject'],
    ['has an empty subject', () => sign(claims({ sub: '' })), 'bad_subject'],
    ['has NUL in its subject', () => sign(claims({ sub: 'a\0' })), 'bad_subject'],
    ['has a subject of 10 KB', () => sign(claims({ sub: 'a'.repeat(10_240) })), 'bad_subject'],
    ['begins later', () => sign(claims({ nbf: now() + 60 })), 'not_yet_valid'],
    ['is not signed', () => new UnsecuredJWT(claims()).encode(), 'algorithm_not_allowed'],
    ['uses an algorithm that is not allowed', () => sign(claims(), secret, 'HS512'), 'algorithm_not_allowed'],
    [
      'is signed with a private key',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'RS256' })
          .sign(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
      'algorithm_not_allowed',
    ],
  ])('are refused when one %s', async (_name, token, expected) => {
    expect(await reason(verifier, await token())).toBe(expected);
  });
});

describe('issuers', () => {
  const verifier = verifierFor({
    AUTH_ISSUERS: JSON.stringify([
      { issuer: 'https://a.example', audience: 'chat', secret },
      { issuer: 'https://b.example', secret: `${secret} of b` },
    ]),
  });

  it('are told apart by `iss`, each with its own key and audience', async () => {
    expect(await verifier.verify(await sign(claims({ iss: 'https://a.example', aud: 'chat' })))).toEqual({
      userId: 'ada',
    });
    expect(await verifier.verify(await sign(claims({ iss: 'https://b.example' }), `${secret} of b`))).toEqual(
      { userId: 'ada' },
    );
  });

  it('may have two secrets while one is replaced, and the reason is that of the right one (row 211)', async () => {
    const both = verifierFor({
      BETTER_AUTH_SECRET: secret,
      BETTER_AUTH_SECRET_PREVIOUS: `${secret} of before`,
    });
    expect(await both.verify(await sign(claims()))).toEqual({ userId: 'ada' });
    expect(await both.verify(await sign(claims(), `${secret} of before`))).toEqual({ userId: 'ada' });
    expect(await reason(both, await sign(claims(), `${secret} of nobody`))).toBe('bad_signature');
    const old = await sign(claims({ exp: now() - 60 }), `${secret} of before`);
    expect(await reason(both, old)).toBe('expired');
  });

  it('keep their people apart by a prefix', async () => {
    const prefixed = verifierFor({
      AUTH_ISSUERS: JSON.stringify([
        { issuer: 'https://a.example', secret, subject_prefix: 'a:' },
        { issuer: 'https://b.example', secret },
      ]),
    });
    const from = (iss: string, sub = 'ada') => sign(claims({ iss, sub }));
    expect(await prefixed.verify(await from('https://a.example'))).toEqual({ userId: 'a:ada' });
    expect(await prefixed.verify(await from('https://b.example'))).toEqual({ userId: 'ada' });
    expect(await reason(prefixed, await from('https://a.example', 'x'.repeat(254)))).toBe('bad_subject');
  });

  it('may be apart from this clock by as much as is tolerated, and no more [X4]', async () => {
    const tolerant = verifierFor({ BETTER_AUTH_SECRET: secret, AUTH_CLOCK_TOLERANCE_SECONDS: '60' });
    expect(await reason(tolerant, await sign(claims({ exp: now() - 50 })))).toEqual({ userId: 'ada' });
    expect(await reason(tolerant, await sign(claims({ nbf: now() + 50 })))).toEqual({ userId: 'ada' });
    expect(await reason(tolerant, await sign(claims({ exp: now() - 70 })))).toBe('expired');
    expect(await reason(tolerant, await sign(claims({ nbf: now() + 70 })))).toBe('not_yet_valid');
  });

  it('cannot vouch for one another', async () => {
    expect(await reason(verifier, await sign(claims({ iss: 'https://b.example' })))).toBe('bad_signature');
    expect(await reason(verifier, await sign(claims({ iss: 'https://a.example', aud: 'other' })))).toBe(
      'wrong_audience',
    );
    expect(await reason(verifier, await sign(claims({ iss: 'https://evil.example' })))).toBe(
      'unknown_issuer',
    );
  });
});

describe('what a token says of its person', () => {
  const verifierWith = (entry: object) =>
    verifierFor({ AUTH_ISSUERS: JSON.stringify([{ issuer: 'i', secret, ...entry }]) });
  const told = async (entry: object, payload: JWTPayload) =>
    reason(verifierWith(entry), await sign(claims({ iss: 'i', ...payload })));

  it('is their roles, as a list or in one text (row 85)', async () => {
    expect(await told({}, { roles: ['admin', 'staff', 'admin'] })).toEqual({
      userId: 'ada',
      roles: ['admin', 'staff'],
    });
    expect(await told({}, { roles: ' admin  staff' })).toMatchObject({ roles: ['admin', 'staff'] });
    expect(await told({}, { roles: '' })).toEqual({ userId: 'ada' });
    expect(await told({}, { roles: null })).toEqual({ userId: 'ada' });
    expect(await told({}, { scope: 'admin' })).toEqual({ userId: 'ada' });
  });

  it('is found by the names that the issuer’s entry gives, or at a path', async () => {
    const entry = {
      roles_claim: 'realm_access.roles',
      tenant_claim: 'https://example.com/org.id',
      name_claim: 'preferred_username',
    };
    expect(
      await told(entry, {
        realm_access: { roles: ['admin'] },
        'https://example.com/org.id': 'acme',
        preferred_username: 'Ada',
        roles: ['other'],
      }),
    ).toEqual({ userId: 'ada', name: 'Ada', tenantId: 'acme', roles: ['admin'] });
    expect(await told({ roles_claim: '__proto__.x', tenant_claim: 'toString' }, {})).toEqual({
      userId: 'ada',
    });
  });

  it('has no tenant unless the entry names a claim', async () => {
    expect(await told({}, { tenant: 'acme', tenantId: 'acme' })).toEqual({ userId: 'ada' });
    expect(await told({ tenant_claim: 'org' }, {})).toEqual({ userId: 'ada' });
  });

  it.each<[string, JWTPayload]>([
    ['a tenant that is no text', { org: 7 }],
    ['an empty tenant', { org: '' }],
    ['a tenant with NUL', { org: 'a\0' }],
    ['a tenant of 10 KB', { org: 'a'.repeat(10_240) }],
    ['a role that is no text', { roles: ['admin', {}] }],
    ['a role with NUL', { roles: ['a\0'] }],
    ['roles that are an object', { roles: { admin: true } }],
    ['65 roles', { roles: Array.from({ length: 65 }, (_, i) => `r${i}`) }],
  ])('is refused with %s [H3]', async (_name, payload) => {
    expect(await told({ tenant_claim: 'org' }, payload)).toBe('bad_claim');
  });

  it('has no name when that cannot be stored', async () => {
    for (const name of [7, 'a\0', 'x'.repeat(300)])
      expect(await told({}, { name })).toEqual({ userId: 'ada' });
  });

  it('must be of the type that the entry asks for; ID tokens only where they are allowed', async () => {
    expect(await told({ token_type: 'at+jwt' }, {})).toBe('wrong_type');
    expect(await told({}, { at_hash: 'x' })).toBe('wrong_type');
    expect(await told({ id_tokens: true }, { at_hash: 'x' })).toEqual({ userId: 'ada' });
  });
});

describe('demo tokens (row 123)', () => {
  it('are accepted where they were issued, and nowhere else', async () => {
    const config = testConfig({ AUTH_MODE: 'dev' });
    const tokens = new DevTokens(config);
    const token = await tokens.issue('alice');
    expect(await new TokenVerifier(config, tokens).verify(token)).toEqual({ userId: 'alice', name: 'Alice' });
    expect(await reason(new TokenVerifier(config, new DevTokens(config)), token)).toBe('bad_signature');
    expect(await reason(verifierFor({ BETTER_AUTH_SECRET: secret }), token)).toBe('bad_signature');
  });
});
