import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { decodeJwt } from 'jose';
import { parseConfig } from '../../src/config.js';
import { secretFault } from '../../src/config/secret-strength.js';
import { startApp, type TestApp } from '../support/app.js';
import { inSeconds, issuerToken, jwtSettings, sessionSecret, signWith } from '../support/tokens.js';
import { codeIn, tableRows } from './tables.js';

type ChatFetch = (url: string, init?: RequestInit) => Promise<Response>;

const page = readFileSync('docs/sessions.md', 'utf8');
const [, snippet] = /```js\n([\s\S]*?)```/.exec(page)!;

let server: TestApp;
beforeAll(async () => (server = await startApp({ variables: jwtSettings, signIn: false })));
afterAll(() => server.close());

/** The page's snippet as it stands there, with a `fetch` that notes where it goes. */
function pageWith(spoil: (path: string, response: Response) => Promise<Response> | Response = (_, r) => r) {
  const paths: string[] = [];
  const noting = async (url: string, init?: RequestInit) => {
    const path = url.slice(server.url.length);
    const response = await fetch(url, init);
    paths.push(`${path} ${response.status}`);
    return spoil(path, response);
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the document's own code is what is tested
  const make = new Function('fetch', snippet!.replace('export function', 'return function')) as (
    use: typeof noting,
  ) => (url: string, getToken: () => Promise<string>) => ChatFetch;
  return { paths, fetch: make(noting)(server.url, () => issuerToken('ada')) };
}

const list = async (chat: ChatFetch) =>
  (
    await chat(`${server.url}/chatkit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'threads.list', params: {} }),
    })
  ).status;

describe('the page’s snippet in docs/sessions.md', () => {
  it('makes one session for requests that come together, and keeps it (rows 71, 176)', async () => {
    const { fetch: chat, paths } = pageWith();
    expect(await Promise.all([list(chat), list(chat)])).toEqual([200, 200]);
    expect(await list(chat)).toBe(200);
    expect(paths).toEqual(['/api/chatkit/session 201', ...Array(3).fill('/chatkit 200')]);
  });

  it('refreshes once after a 401, and asks again (rows 15, 71, 174)', async () => {
    const { fetch: chat, paths } = pageWith(async (path, response) => {
      if (path !== '/api/chatkit/session') return response;
      const session = (await response.json()) as { client_secret: string };
      const claims = { ...decodeJwt(session.client_secret.slice(3)), exp: inSeconds() - 60 };
      return Response.json({ ...session, client_secret: `cs_${await signWith(sessionSecret, claims)}` });
    });
    expect(await list(chat)).toBe(200);
    expect(paths).toEqual([
      '/api/chatkit/session 201',
      '/chatkit 401',
      '/api/chatkit/refresh 200',
      '/chatkit 200',
    ]);
  });

  it('starts a new session when the old one has ended', async () => {
    let secret = '';
    const { fetch: chat, paths } = pageWith(async (path, response) => {
      if (path === '/api/chatkit/session')
        secret = ((await response.clone().json()) as { client_secret: string }).client_secret;
      return response;
    });
    await list(chat);
    const headers = { authorization: `Bearer ${secret}` };
    await fetch(`${server.url}/api/chatkit/session`, { method: 'DELETE', headers });
    paths.length = 0;
    expect(await list(chat)).toBe(200);
    expect(paths).toEqual([
      '/chatkit 401',
      '/api/chatkit/refresh 401',
      '/api/chatkit/session 201',
      '/chatkit 200',
    ]);
  });
});

describe('docs/sessions.md', () => {
  it('shows the settings with their defaults (row 64)', () => {
    const rows = tableRows(page, 'Setting').map(([name, value]) => [codeIn(name!)[0], Number(value) * 1000]);
    const { ttlMs, refreshGraceMs, maxAgeMs } = parseConfig({}).sessions;
    expect(rows).toEqual([
      ['SESSION_TTL', ttlMs],
      ['SESSION_REFRESH_GRACE', refreshGraceMs],
      ['SESSION_MAX_AGE', maxAgeMs],
    ]);
  });

  it('shows a command whose secrets are accepted', () => {
    const [, command] = /```sh\n(openssl .*)\n```/.exec(page)!;
    expect(secretFault(execFileSync('sh', ['-c', command!]).toString().trim())).toBeUndefined();
  });
});
