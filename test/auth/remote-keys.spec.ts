import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jwtVerify } from 'jose';
import { RemoteKeys } from '../../src/auth/remote-keys.js';
import { barMs } from '../support/bar.js';
import { startApp, type TestApp } from '../support/app.js';
import { inSeconds, KeyServer, newKey, signToken, type SigningKey } from '../support/key-server.js';

const minute = 60_000;
let first: SigningKey;
let second: SigningKey;
let server: KeyServer;
let clock = 0;
const heard: string[] = [];
beforeAll(async () => ([first, second] = await Promise.all([newKey('EdDSA', 'k1'), newKey('ES256', 'k2')])));
beforeEach(async () => {
  clock = 0;
  heard.length = 0;
  server = await KeyServer.start(first);
});
afterEach(() => server.stop());

const keysFrom = (urls = [`${server.url}/jwks`], more: object = {}) =>
  new RemoteKeys({
    urls,
    now: () => clock,
    onOutage: ({ message }) => heard.push(message),
    onRecovery: () => heard.push('recovered'),
    ...more,
  });
const verify = async (keys: RemoteKeys, key: SigningKey) =>
  jwtVerify(await signToken(key, {}), keys.find).then(
    () => 'verified',
    (error: Error) => error.name,
  );

describe('an issuer’s keys', () => {
  it('are read once for any number of tokens', async () => {
    const keys = keysFrom();
    expect(await Promise.all(Array.from({ length: 50 }, () => verify(keys, first)))).toEqual(
      Array(50).fill('verified'),
    );
    expect(server.asked).toBe(1);
  });

  it('are read again for a key that is new, at most once in 30 seconds (H17)', async () => {
    const keys = keysFrom();
    await verify(keys, first);
    server.keys.push(second.jwk);
    expect(await verify(keys, second)).toBe('JWKSNoMatchingKey');
    clock += 29_999;
    expect(await verify(keys, second)).toBe('JWKSNoMatchingKey');
    expect(server.asked).toBe(1);
    clock += 1;
    expect(await verify(keys, second)).toBe('verified');
    expect(server.asked).toBe(2);
  });

  it('stay in use while the issuer is away, for hours, and nobody waits for it (H17)', async () => {
    const keys = keysFrom();
    await verify(keys, first);
    server.answer = () => undefined;
    for (let passed = 0; passed < 120; passed++) {
      clock += minute;
      expect(await verify(keys, first)).toBe('verified');
    }
    // What the last attempt has to say is not for the next test.
    await server.stop();
    await keys.refresh();
  });

  it('stay in use while reading them fails, for hours, and are read when that is possible again (H17)', async () => {
    const keys = keysFrom();
    await verify(keys, first);
    server.answer = (response) => response.destroy();
    for (let passed = 0; passed < 120; passed++) {
      clock += minute;
      // The attempt comes to its end, so that what it left behind is what the next token meets.
      await keys.refresh();
      expect(await verify(keys, first)).toBe('verified');
    }
    server.answer = undefined;
    server.keys.push(second.jwk);
    clock += minute;
    expect(await verify(keys, second)).toBe('verified');
    expect(heard).toEqual(['cannot be reached (UND_ERR_SOCKET)', 'recovered']);
  });

  it('that were taken back are forgotten when the set is read again', async () => {
    const keys = keysFrom();
    await verify(keys, first);
    server.keys = [second.jwk];
    clock += 10 * minute;
    await verify(keys, first);
    await keys.refresh();
    expect(await verify(keys, first)).toBe('JWKSNoMatchingKey');
    expect(await verify(keys, second)).toBe('verified');
  });

  it('are looked for at several addresses, and asked for where they were found', async () => {
    const keys = keysFrom([`${server.url}/api/auth/jwks`, `${server.url}/jwks`]);
    expect(await verify(keys, first)).toBe('verified');
    clock += 10 * minute;
    await keys.refresh();
    expect([server.strays, server.asked]).toEqual([['/api/auth/jwks'], 2]);
  });

  it.each<[string, string, KeyServer['answer']]>([
    [
      '10 MB',
      'is larger than 64 KB',
      (response) => response.end(`{"keys":[],"x":"${'x'.repeat(10_000_000)}"}`),
    ],
    ['HTML', 'is no key set: not JSON with a list of keys', (response) => response.end('<html></html>')],
    [
      'another document',
      'is no key set: not JSON with a list of keys',
      (response) => response.end('{"keys":7}'),
    ],
    [
      '60 KB of brackets',
      'is no key set: not JSON with a list of keys',
      (response) => response.end('['.repeat(60_000)),
    ],
    ['no keys', 'holds no keys', (response) => response.end('{"keys":[]}')],
    ['500', 'is answered with 500', (response) => response.writeHead(500).end()],
    [
      'a redirect to the cloud’s own address',
      'is answered with a redirect (302), which is not followed',
      (response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
    ],
    ['a reset', 'cannot be reached (UND_ERR_SOCKET)', (response) => response.destroy()],
  ])('are not taken from %s; those that there are stay (H17)', async (_name, reason, answer) => {
    const keys = keysFrom();
    await verify(keys, first);
    server.answer = answer;
    clock += minute;
    expect(await verify(keys, second)).toBe('JWKSNoMatchingKey');
    expect(await verify(keys, first)).toBe('verified');
    expect(heard).toEqual([reason]);
    server.answer = undefined;
    clock += minute;
    await keys.refresh();
    expect(heard).toEqual([reason, 'recovered']);
  });

  it('are asked for again by the first who needs them, when they could not be read ahead (row 125)', async () => {
    server.answer = (response) => response.destroy();
    const keys = keysFrom();
    await keys.readAhead();
    server.answer = undefined;
    expect(await verify(keys, first)).toBe('verified');
  });

  it('are waited for 5 seconds at the most, by those who need them, and then for none of the next 30 (H17)', async () => {
    server.answer = () => undefined;
    const keys = keysFrom();
    const start = performance.now();
    expect(await Promise.all([verify(keys, first), verify(keys, first)])).toEqual(
      Array(2).fill('KeysUnavailableError'),
    );
    expect(performance.now() - start).toBeLessThan(barMs(6_000));
    const again = performance.now();
    expect(await verify(keys, first)).toBe('KeysUnavailableError');
    expect(performance.now() - again).toBeLessThan(barMs(100));
    expect([heard, server.asked]).toEqual([['did not come within 5 s'], 1]);
  });
});

describe('a server whose issuer is away when it starts (row 125)', () => {
  const dir = mkdtempSync(join(tmpdir(), 'verifiers-'));
  const file = join(dir, 'jwks.json');
  const apps: TestApp[] = [];
  afterAll(async () => {
    for (const app of apps) await app.close();
    rmSync(dir, { recursive: true });
  });

  const start = async (entry: object) => {
    const AUTH_ISSUERS = JSON.stringify([{ issuer: 'i', audience: 'chat', ...entry }]);
    const app = await startApp({ signIn: false, variables: { AUTH_MODE: 'jwt', AUTH_ISSUERS } });
    apps.push(app);
    return async (key: SigningKey) => {
      const token = await signToken(key, { iss: 'i', aud: 'chat', exp: inSeconds(60) });
      const response = await fetch(`${app.url}/chatkit`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{"type":"threads.list","params":{}}',
      });
      return [response.status, ((await response.json()) as { reason?: string }).reason];
    };
  };

  it('lets people in by the file of its keys, and says without one that it cannot check', async () => {
    writeFileSync(file, JSON.stringify({ keys: [first.jwk] }));
    const away = 'http://127.0.0.1:9/jwks';
    const withFile = await start({ jwks_url: away, jwks_file: file });
    expect(await withFile(first)).toEqual([200, undefined]);
    expect(await withFile(second)).toEqual([401, 'unknown_key']);
    const fileAlone = await start({ jwks_file: file });
    expect(await fileAlone(first)).toEqual([200, undefined]);
    const without = await start({ jwks_url: away });
    expect(await without(first)).toEqual([401, 'keys_unavailable']);
  });
});
