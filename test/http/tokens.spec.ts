import { createHmac, createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { exportSPKI, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { tokenRefusals, type TokenReason } from '../../src/protocol/token-texts.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { barMs } from '../support/bar.js';
import { startApp, type TestApp } from '../support/app.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { inSeconds, KeyServer, newKey, signToken, type SigningKey } from '../support/key-server.js';

const secret = 'a shared secret of more than 32 characters';
const issuer = 'https://id.example.com';
const audience = 'chat';
const list = JSON.stringify({ type: 'threads.list', params: {} });
const ours = (more: JWTPayload = {}): JWTPayload => ({ iss: issuer, aud: audience, ...more });

let keyServer: KeyServer;
let server: TestApp;
let ed: SigningKey;
let rsa: SigningKey;
let ec: SigningKey;
let stranger: SigningKey;
const responder = new ScriptedResponder();

beforeAll(async () => {
  [ed, rsa, ec, stranger] = await Promise.all([
    newKey('EdDSA', 'ed-1'),
    newKey('RS256', 'rsa-1'),
    newKey('ES256', 'ec-1'),
    newKey('EdDSA', 'ed-1'),
  ]);
  keyServer = await KeyServer.start(ed, rsa, ec);
  // As issuers publish them that do not say what a key is for.
  keyServer.keys[1] = { ...rsa.jwk, alg: undefined };
  server = await startApp({
    responder,
    signIn: false,
    variables: {
      AUTH_MODE: 'jwt',
      AUTH_ISSUERS: JSON.stringify([{ issuer, audience, jwks_url: `${keyServer.url}/jwks` }]),
      BETTER_AUTH_SECRET: secret,
      AUTH_CLOCK_TOLERANCE_SECONDS: '0',
    },
  });
});
afterAll(async () => {
  await server.close();
  await keyServer.stop();
});

const ask = (headers: Record<string, string>, path = 'chatkit') =>
  fetch(`${server.url}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: list,
  });
const show = (token: string, headers: Record<string, string> = {}) =>
  ask({ authorization: `Bearer ${token}`, ...headers });

const part = (value: unknown) =>
  (typeof value === 'string' ? Buffer.from(value) : Buffer.from(JSON.stringify(value))).toString('base64url');
/** A token made by hand, signed with the shared secret. */
function byHand(header: unknown, claims: unknown, key: string = secret): string {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}
const shared = (claims: unknown) =>
  byHand({ alg: 'HS256' }, { sub: 'ada', exp: inSeconds(300), ...(claims as object) });

describe('tokens that open POST /chatkit', () => {
  it.each<[string, () => Promise<string> | string]>([
    ['EdDSA', () => signToken(ed, ours())],
    ['ES256', () => signToken(ec, ours())],
    ['RS256, by a key without alg', () => signToken(rsa, ours())],
    [
      'PS256, by the same',
      async () => {
        const { privateKey } = rsa;
        const key = await crypto.subtle.importKey(
          'jwk',
          await crypto.subtle.exportKey('jwk', privateKey).then(({ alg: _, ...jwk }) => jwk),
          { name: 'RSA-PSS', hash: 'SHA-256' },
          true,
          ['sign'],
        );
        return new SignJWT(ours({ sub: 'ada', exp: inSeconds(60) }))
          .setProtectedHeader({ alg: 'PS256', kid: 'rsa-1' })
          .sign(key);
      },
    ],
    ['no kid at all', () => signToken(ed, ours(), { kid: undefined })],
    ['at+jwt', () => signToken(ed, ours(), { typ: 'at+jwt' })],
    ['several audiences', () => signToken(ed, ours({ aud: ['other', audience] }))],
    ['a shared secret', () => shared({})],
  ])('are signed with %s (rows 53, 225)', async (_name, token) => {
    const response = await show(await token());
    expect([response.status, await response.json()]).toMatchObject([200, { data: [] }]);
  });
});

describe('every other token', () => {
  /** [H17], row by row. */
  const rows: [string, TokenReason, () => Promise<string> | string][] = [
    [
      'alg none',
      'algorithm_not_allowed',
      () => new UnsecuredJWT(ours({ sub: 'ada', exp: inSeconds(60) })).encode(),
    ],
    [
      'alg nOnE',
      'algorithm_not_allowed',
      () => byHand({ alg: 'nOnE' }, ours({ sub: 'ada', exp: inSeconds(60) })),
    ],
    [
      'HS256 with the RSA public key as secret',
      'bad_signature',
      async () =>
        byHand(
          { alg: 'HS256', kid: 'rsa-1' },
          ours({ sub: 'ada', exp: inSeconds(60) }),
          await exportSPKI(rsa.publicKey),
        ),
    ],
    [
      'HS256 with the JWK as secret',
      'bad_signature',
      () =>
        byHand(
          { alg: 'HS256', kid: 'ed-1' },
          ours({ sub: 'ada', exp: inSeconds(60) }),
          JSON.stringify(ed.jwk),
        ),
    ],
    [
      'HS512 where HS256 is allowed',
      'algorithm_not_allowed',
      () =>
        new SignJWT({ sub: 'ada', exp: inSeconds(60) })
          .setProtectedHeader({ alg: 'HS512' })
          .sign(createSecretKey(secret.repeat(2), 'utf8')),
    ],
    ['a kid of another algorithm', 'unknown_key', () => signToken(ed, ours(), { kid: 'ec-1' })],
    ['an unknown kid', 'unknown_key', () => signToken(ed, ours(), { kid: 'nobody' })],
    ['a kid that is a path', 'unknown_key', () => signToken(ed, ours(), { kid: '../../../../dev/null' })],
    ['another’s key under a known kid', 'bad_signature', () => signToken(stranger, ours())],
    ['jku', 'bad_signature', () => signToken(stranger, ours(), { jku: `${keyServer.url}/evil` })],
    ['x5u', 'bad_signature', () => signToken(stranger, ours(), { x5u: `${keyServer.url}/evil` })],
    ['jwk', 'bad_signature', () => signToken(stranger, ours(), { jwk: stranger.jwk })],
    [
      'crit of an extension',
      'unsupported',
      () => signToken(ed, ours(), { crit: ['https://example.com/ext'], 'https://example.com/ext': true }),
    ],
    [
      'an unknown issuer, and no entry for any',
      'algorithm_not_allowed',
      () => signToken(stranger, ours({ iss: 'https://evil.example' })),
    ],
    ['another audience', 'wrong_audience', () => signToken(ed, ours({ aud: 'other' }))],
    ['no audience', 'wrong_audience', () => signToken(ed, { iss: issuer })],
    ['typ of a logout', 'wrong_type', () => signToken(ed, ours(), { typ: 'logout+jwt' })],
    ['an ID token by its at_hash', 'wrong_type', () => signToken(ed, ours({ at_hash: 'x' }))],
    ['an ID token by its use', 'wrong_type', () => signToken(ed, ours({ token_use: 'id' }))],
    ['a refresh token', 'wrong_type', () => signToken(ed, ours({ typ: 'Refresh' }))],
    ['exp a second ago', 'expired', () => signToken(ed, ours({ exp: inSeconds(-1) }))],
    ['exp a minute ago', 'expired', () => signToken(ed, ours({ exp: inSeconds(-60) }))],
    ['nbf in a minute', 'not_yet_valid', () => signToken(ed, ours({ nbf: inSeconds(60) }))],
    ['no exp', 'missing_claim', () => signToken(ed, ours({ exp: undefined }))],
    ['exp as text', 'bad_claim', () => shared({ exp: '9999999999' })],
    ['no sub', 'bad_subject', () => signToken(ed, ours({ sub: undefined }))],
    ['sub as number', 'bad_subject', () => shared({ sub: 7 })],
    ['sub as list', 'bad_subject', () => shared({ sub: ['ada'] })],
    ['sub empty', 'bad_subject', () => shared({ sub: '' })],
    ['sub with NUL', 'bad_subject', () => shared({ sub: 'a\0' })],
    [
      'sub with half a character',
      'bad_subject',
      () => byHand({ alg: 'HS256' }, `{"sub":"a\\ud800","exp":${inSeconds(60)}}`),
    ],
    ['sub of 10 KB', 'bad_subject', () => shared({ sub: 'a'.repeat(10_240) })],
    ['roles of numbers', 'bad_claim', () => shared({ roles: [1] })],
    ['one part', 'opaque', () => 'nonsense'],
    ['a Better Auth session', 'opaque', () => 'uouKPjJcoKhp2MNu2ebLHS9Co8yk3UHC'],
    ['five parts', 'encrypted', () => `${part({ alg: 'dir', enc: 'A256CBC-HS512' })}..aa.bb.cc`],
    ['two signatures', 'malformed', () => `${shared({})}.AAAA`],
    [
      'two signatures in JSON',
      'malformed',
      () => JSON.stringify({ payload: part(ours()), signatures: [{}, {}] }),
    ],
    ['claims that are no JSON', 'malformed', () => byHand({ alg: 'HS256' }, 'nonsense')],
    ['claims that are a list', 'malformed', () => byHand({ alg: 'HS256' }, [1])],
    ['a header without alg', 'malformed', () => byHand({}, ours())],
    [
      'a tampered payload',
      'bad_signature',
      async () => {
        const [header, , signature] = (await signToken(ed, ours())).split('.');
        return `${header}.${part(ours({ sub: 'mallory', exp: inSeconds(60) }))}.${signature}`;
      },
    ],
  ];

  it.each(rows)(
    'is refused, with the reason and without a fetch: %s → %s (row 13) (H17)',
    async (_name, reason, make) => {
      const token = await make();
      const strays = keyServer.strays.length;
      const response = await show(token);
      const text = await response.text();
      expect([response.status, JSON.parse(text)]).toMatchObject([
        401,
        { code: 'unauthorized', reason, hint: expect.any(String) },
      ]);
      const challenge = response.headers.get('www-authenticate')!;
      expect(challenge).toMatch(
        /^Bearer error="invalid_token", error_description="[\x20\x21\x23-\x5b\x5d-\x7e]+"$/,
      );
      for (const piece of token.split('.').filter((each) => each.length > 8)) {
        expect(text + challenge).not.toContain(piece);
      }
      expect(keyServer.strays).toHaveLength(strays);
    },
  );

  it('is refused within 10 ms, and floods of unknown key ids read the keys no more than once (row 117) [H17]', async () => {
    await show(await signToken(ed, ours(), { kid: 'first' }));
    const before = keyServer.asked;
    const took: number[] = [];
    const tokens = await Promise.all(
      Array.from({ length: 300 }, (_, i) => signToken(ed, ours(), { kid: `k${i}` })),
    );
    for (const token of tokens) {
      const start = performance.now();
      const response = await show(token);
      took.push(performance.now() - start);
      expect(response.status).toBe(401);
      await response.body?.cancel();
    }
    expect(keyServer.asked).toBe(before);
    expect(took.sort((a, b) => a - b)[150]).toBeLessThan(barMs(10));
  }, 60_000);

  it('is refused in the reader’s language (row 75)', async () => {
    const token = await signToken(ed, ours({ exp: inSeconds(-60) }));
    const response = await show(token, { 'accept-language': 'de' });
    expect(await response.json()).toMatchObject({ message: tokenRefusals.expired.text.de });
  });
});

describe('where a token is looked for', () => {
  it('is the Authorization header alone: query and cookie are nobody [H17]', async () => {
    const token = shared({});
    for (const response of [
      await ask({}, `chatkit?access_token=${token}&token=${token}`),
      await ask({ cookie: `token=${token}; better-auth.session_token=${token}` }),
      await ask({ 'x-access-token': token, 'proxy-authorization': `Bearer ${token}` }),
      await ask({ authorization: `Basic ${Buffer.from(`ada:${token}`).toString('base64')}` }),
      await ask({ authorization: 'Bearer ' }),
    ]) {
      expect([response.status, await response.json()]).toMatchObject([401, { reason: 'missing' }]);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it.each(['/chatkit', '/api/chatkit', '/mcp', '/mcp/tools/list_tasks'])(
    'is one header: two are refused at %s, in either order [H6]',
    async (path) => {
      const good = `Authorization: Bearer ${shared({})}`;
      const bad = 'authorization: Bearer nonsense';
      for (const headers of [
        [good, bad],
        [bad, good],
        [good, good],
      ]) {
        const answer = await raw(path, headers);
        expect(answer).toMatch(/^HTTP\/1.1 400 /);
        expect(answer).toContain('"reason":"duplicate"');
        expect(answer).toMatch(/www-authenticate: Bearer .*error="invalid_request"/i);
      }
      expect(await raw(path, [`${good}, Bearer ${shared({ sub: 'bob' })}`])).toContain(
        '"reason":"malformed"',
      );
    },
  );

  async function raw(path: string, headers: string[]): Promise<string> {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const lines = [
      `POST ${path} HTTP/1.1`,
      'Host: localhost',
      'Connection: close',
      'Content-Type: application/json',
    ];
    socket.end([...lines, `Content-Length: ${list.length}`, ...headers, '', list].join('\r\n'));
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    await once(socket, 'close');
    return answer;
  }
});

describe('a token that expires while an answer is written', () => {
  it('lets the answer come to its end, and begins nothing new [H17]', async () => {
    const token = await signToken(ed, ours({ exp: inSeconds(2) }));
    let hasExpired = () => {};
    const expired = new Promise<void>((resolve) => (hasExpired = resolve));
    responder.script = async function* () {
      yield { type: 'progress_update', text: 'thinking' };
      await expired;
      yield { type: 'progress_update', text: 'still here' };
    };
    const client = new ChatKitClient(server.url, token);
    const stream = await client.open('threads.create', userInput('Hi'));
    await stream.events.next();
    let status = 200;
    while (status === 200) ({ status } = await client.post(list));
    expect(status).toBe(401);
    expect(await (await client.post(list)).json()).toMatchObject({ reason: 'expired' });
    hasExpired();
    const rest: unknown[] = [];
    for await (const event of stream.events) rest.push(event);
    expect(rest).toContainEqual(expect.objectContaining({ text: 'still here' }));
    expect(rest).not.toContainEqual(expect.objectContaining({ type: 'error' }));
  });
});
