import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { examine, examineToken } from '../../src/cli/doctor/examine.js';
import { toLines } from '../../src/cli/doctor/finding.js';
import { tokenRefusals } from '../../src/protocol/token-texts.js';
import { codeIn, tableRows } from '../docs/tables.js';
import { testConfig } from '../support/config.js';
import { inSeconds, KeyServer, newKey, signToken, type SigningKey } from '../support/key-server.js';
import { signWith } from '../support/tokens.js';

const issuer = 'https://id.example.com';
let server: KeyServer;
let key: SigningKey;
beforeAll(async () => {
  key = await newKey('ES256', 'k1');
  server = await KeyServer.start(key);
});
afterAll(() => server.stop());

const settings = (fields: object = {}) =>
  testConfig({
    AUTH_MODE: 'jwt',
    DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
    AUTH_ISSUERS: JSON.stringify([{ issuer, audience: 'chat', jwks_url: `${server.url}/jwks`, ...fields }]),
  });
const explain = async (token: string, config = settings()) =>
  (await examineToken(() => config, token)).filter(({ name }) => name.startsWith('token'));
const token = (claims: object = {}) => signToken(key, { iss: issuer, aud: 'chat', ...claims });

describe('the doctor, given a token (row 32)', () => {
  it('says of each check that it holds, and who is meant', async () => {
    const all = await explain(`Bearer ${await token({ roles: ['admin'] })}\n`);
    expect(all.filter(({ level }) => level !== 'ok')).toEqual([]);
    expect(all.map(({ name }) => name.slice('token '.length))).toEqual([
      ...['shape', 'issuer', 'algorithm', 'key', 'signature'],
      ...['aud', 'nbf', 'exp', 'type', 'sub', 'claims', ''],
    ]);
    expect(all.at(-1)!.detail).toBe('is believed: user "ada", roles "admin"');
  });

  it.each<[string, () => Promise<string> | string, string, RegExp]>([
    ['is no JWT', () => 'nonsense', 'token shape', /opaque/],
    [
      'is from elsewhere',
      () => token({ iss: 'https://evil.example' }),
      'token issuer',
      /evil.example": unknown_issuer/,
    ],
    ['is for another', () => token({ aud: 'other' }), 'token aud', /"other": wrong_audience/],
    ['has expired', () => token({ exp: inSeconds(-60) }), 'token exp', /6\d s ago: expired/],
    ['has no subject', () => token({ sub: '' }), 'token sub', /bad_subject/],
  ])('ends with the check that fails when it %s', async (_name, make, name, detail) => {
    expect((await explain(await make())).at(-1)).toMatchObject({
      level: 'failure',
      name,
      detail: expect.stringMatching(detail),
      fix: expect.any(String),
    });
  });

  it('prints neither the token nor a secret [H19]', async () => {
    const secret = 'canary-secret-of-the-issuer-0123456789';
    const config = testConfig({ AUTH_MODE: 'jwt', BETTER_AUTH_SECRET: secret });
    const sent = await token();
    const lines = toLines(await examineToken(() => config, sent)).join('\n');
    expect(lines).toContain('algorithm_not_allowed');
    expect(lines).toContain('set BETTER_AUTH_URL');
    for (const part of [...sent.split('.'), secret]) expect(lines).not.toContain(part);
  });
});

describe('the doctor’s command, given `--token -`', () => {
  const secret = 'Wq3vT8nZ1kLx5RbY7uPd2MhG9sJcF4eA';
  const run = async (input: string) => {
    const doctor = spawn(process.execPath, [resolve('dist/src/cli/doctor.js'), '--token', '-'], {
      cwd: tmpdir(),
      env: { PATH: process.env.PATH, AUTH_MODE: 'jwt', BETTER_AUTH_SECRET: secret },
    });
    doctor.stdin.end(input);
    const [output, [code]] = await Promise.all([text(doctor.stdout), once(doctor, 'exit')]);
    return { code: code as number, output };
  };

  it('reads the token from its input, where neither a shell nor a list of processes keeps it (row 32) (H19)', async () => {
    const good = await signWith(secret, { sub: 'ada', iat: inSeconds(0), exp: inSeconds(60) });
    const [accepted, refused, empty] = await Promise.all([
      run(`${good}\n`),
      run(await signWith('another secret that is long enough', { sub: 'ada', exp: inSeconds(60) })),
      run(''),
    ]);
    expect([accepted.code, accepted.output]).toEqual([0, expect.stringContaining('user "ada"')]);
    expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('bad_signature')]);
    expect([empty.code, empty.output]).toEqual([1, expect.stringContaining('no token')]);
    expect(accepted.output).not.toContain(good.split('.')[2]);
  });
});

describe('the doctor, of every issuer', () => {
  const about = async (fields: object) =>
    (await examine(() => settings(fields))).filter(({ name }) => name.startsWith('issuer'));

  it('says which keys it has, or why they cannot be read', async () => {
    expect(await about({})).toMatchObject([
      { level: 'ok', detail: expect.stringContaining(`1 key at ${server.url}/jwks`) },
    ]);
    expect(await about({ jwks_url: `${server.url}/none` })).toMatchObject([
      { level: 'failure', detail: expect.stringContaining('is answered with 404') },
    ]);
    expect(await about({ audience: undefined })).toMatchObject([
      { level: 'ok' },
      { level: 'warning', fix: expect.stringContaining('audience') },
    ]);
  });

  it('warns of secrets that are short for their algorithm, and of subjects that fall together', async () => {
    const secrets = [
      { issuer: 'a', secret: 'another shared secret of as many characters' },
      { issuer: 'b', secret: 'a shared secret of some 32 characters', algorithms: ['HS512'] },
    ];
    const config = testConfig({ AUTH_MODE: 'jwt', AUTH_ISSUERS: JSON.stringify(secrets) });
    const findings = await examineToken(() => config, 'x');
    expect(findings.slice(0, 3)).toMatchObject([
      { level: 'ok' },
      { level: 'warning', detail: expect.stringContaining('HS512 wants 64') },
      { level: 'warning', detail: expect.stringContaining('a, b') },
    ]);
  });
});

it('the document shows every reason with its hint', () => {
  const rows = tableRows(readFileSync('docs/auth.md', 'utf8'), 'Reason');
  expect(rows.map(([reason, hint]) => [codeIn(reason!)[0], hint])).toEqual(
    Object.entries(tokenRefusals).map(([reason, { hint }]) => [reason, hint]),
  );
});

it('the document has settings that a start accepts', () => {
  const blocks = [...readFileSync('docs/auth.md', 'utf8').matchAll(/```sh\n(AUTH_MODE[\s\S]*?)```/g)];
  expect(blocks).toHaveLength(2);
  for (const [, block] of blocks) {
    const lines = block!
      .trim()
      .split('\n')
      .map((line) => /^(\w+)=(.*)$/.exec(line)!.slice(1));
    expect(testConfig(Object.fromEntries(lines) as Record<string, string>).auth.issuers).toHaveLength(1);
  }
});
