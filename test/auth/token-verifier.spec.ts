import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { DevTokens } from '../../src/auth/dev-tokens.js';
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
    (error: Error) => error.message,
  );

describe('tokens signed with a shared secret (rows 43, 225)', () => {
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
    ['is no JWT', () => 'abc', 'The token is not a JWT.'],
    ['is signed with another secret', () => sign(claims(), `${secret}!`), 'The token has a wrong signature.'],
    ['has expired', () => sign(claims({ exp: now() - 60 })), 'The token has expired. Sign in again.'],
    ['never expires', () => sign({ sub: 'ada' }), 'The token has no `exp` claim.'],
    ['has no subject', () => sign({ exp: now() + 60 }), 'The token has no `sub` claim.'],
    ['has an empty subject', () => sign(claims({ sub: '' })), 'The token has no usable subject (`sub`).'],
    [
      'has NUL in its subject',
      () => sign(claims({ sub: 'a\0' })),
      'The token has no usable subject (`sub`).',
    ],
    [
      'has a subject of 10 KB',
      () => sign(claims({ sub: 'a'.repeat(10_240) })),
      'The token has no usable subject (`sub`).',
    ],
    [
      'begins later',
      () => sign(claims({ nbf: now() + 60 })),
      "The token's `nbf` claim is not acceptable here.",
    ],
    [
      'is not signed',
      () => new UnsecuredJWT(claims()).encode(),
      'The token is signed with an algorithm that is not allowed.',
    ],
    [
      'uses an algorithm that is not allowed',
      () => sign(claims(), secret, 'HS512'),
      'The token is signed with an algorithm that is not allowed.',
    ],
    [
      'is signed with a private key',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'RS256' })
          .sign(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
      'The token is signed with an algorithm that is not allowed.',
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

  it('may have two secrets while one is replaced', async () => {
    const both = verifierFor({
      BETTER_AUTH_SECRET: secret,
      AUTH_ISSUERS: JSON.stringify([{ secret: `${secret} of before` }]),
    });
    expect(await both.verify(await sign(claims()))).toEqual({ userId: 'ada' });
    expect(await both.verify(await sign(claims(), `${secret} of before`))).toEqual({ userId: 'ada' });
    expect(await reason(both, await sign(claims(), `${secret} of nobody`))).toBe(
      'The token has a wrong signature.',
    );
  });

  it('cannot vouch for one another', async () => {
    expect(await reason(verifier, await sign(claims({ iss: 'https://b.example' })))).toBe(
      'The token has a wrong signature.',
    );
    expect(await reason(verifier, await sign(claims({ iss: 'https://a.example', aud: 'other' })))).toBe(
      "The token's `aud` claim is not acceptable here.",
    );
    expect(await reason(verifier, await sign(claims({ iss: 'https://evil.example' })))).toBe(
      'The token is from an issuer that this server does not trust.',
    );
  });
});

describe('demo tokens (row 123)', () => {
  it('are accepted where they were issued, and nowhere else', async () => {
    const config = testConfig({ AUTH_MODE: 'dev' });
    const tokens = new DevTokens(config);
    const token = await tokens.issue('alice');
    expect(await new TokenVerifier(config, tokens).verify(token)).toEqual({ userId: 'alice', name: 'Alice' });
    expect(await reason(new TokenVerifier(config, new DevTokens(config)), token)).toBe(
      'The token has a wrong signature.',
    );
    expect(await reason(verifierFor({ BETTER_AUTH_SECRET: secret }), token)).toBe(
      'The token has a wrong signature.',
    );
  });
});
