import { readdirSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { createChatKitFetch } from '../../client/browser/index.js';
import { getToken } from '../../examples/nextjs-better-auth/lib/get-token.js';
import { settingNames } from '../../src/config.js';
import { codeIn, tableRows } from '../docs/tables.js';
import { startApp, type TestApp } from '../support/app.js';
import { BetterAuth } from '../support/better-auth.js';
import { eventually } from '../support/eventually.js';
import { inSeconds, issuerToken } from '../support/tokens.js';

// The guide beside the files that it shows, and those files beside a real Better Auth and a real server. That they
// compile, and that the application runs, is in test/real.

const folder = 'examples/nextjs-better-auth';
const guide = readFileSync('docs/nextjs-better-auth.md', 'utf8');
const read = (file: string) => readFileSync(`${folder}/${file}`, 'utf8');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /^(app|lib)\/.*\.tsx?$/.test(name),
);

/** The blocks of the guide that have the name of a file above them. */
const shown = [...guide.matchAll(/^`([^`\n]+)`[^\n]*:\n\n```\w+\n([^]*?)```$/gm)].map(([, file, text]) => ({
  file: file!,
  text: text!,
}));
/** What the guide tells to set on the chat server. */
const serverSettings = shown.find(({ file }) => file === 'chat-server/.env')!;

describe('docs/nextjs-better-auth.md', () => {
  const ofExample = shown.filter((block) => block !== serverSettings);

  it.each(ofExample)('shows $file as it is in the example (rows 8, 52)', ({ file, text }) => {
    expect(text).toBe(read(file));
  });

  it('shows everything that the chat takes, in far fewer lines than a chat of one’s own (rows 17, 29)', () => {
    const chat = sources.filter((file) => !/sign-in|layout|^app\/page|auth-client|route/.test(file));
    expect(ofExample.map(({ file }) => file)).toEqual(expect.arrayContaining([...chat, '.env.example']));
    const lines = chat.flatMap((file) => read(file).split('\n')).filter((line) => line.trim() !== '');
    expect(lines.length).toBeLessThan(165);
  });

  it('names every variable that the application reads, and those of earlier ones (rows 46, 229, 230)', () => {
    const used = sources.flatMap((file) =>
      [...read(file).matchAll(/process\.env\.(\w+)/g)].map(([, name]) => name!),
    );
    const offered = Object.keys(parseEnv(read('.env.example')));
    expect([...new Set(used)].sort()).toEqual(offered.sort());
    const earlier = [...guide.matchAll(/^\| `(\w+)` \| `?(\w+)/gm)].map(([, name, now]) => [name, now]);
    expect(Object.fromEntries(earlier)).toMatchObject({
      NEXT_PUBLIC_API_BASE_URL: 'NEXT_PUBLIC_API_URL',
      NEXTAUTH_URL: 'BETTER_AUTH_URL',
      NEXT_PUBLIC_BETTER_AUTH_URL: 'none',
      NEXT_PUBLIC_CHATKIT_DOMAIN: 'NEXT_PUBLIC_CHATKIT_DOMAIN_KEY',
    });
  });

  it('has files for other pages than those of Next.js (row 139)', () => {
    for (const file of sources.filter((name) => name.startsWith('lib/') && !name.includes('auth'))) {
      expect(ofExample.map((block) => block.file)).toContain(file);
      expect(read(file)).not.toMatch(/\bimport\b|\bprocess\b/);
    }
  });

  it('explains reasons that the server gives', () => {
    const reasonsIn = (text: string) => tableRows(text, 'Reason').flatMap(([reason]) => codeIn(reason!));
    const given = reasonsIn(readFileSync('docs/auth.md', 'utf8'));
    expect(reasonsIn(guide).length).toBeGreaterThan(5);
    expect(reasonsIn(guide).filter((reason) => !given.includes(reason))).toEqual([]);
  });

  it('tells to set what the server reads, and not the secret of Better Auth', () => {
    const names = Object.keys(parseEnv(serverSettings.text));
    expect(names.sort()).toEqual(['ALLOWED_ORIGINS', 'AUTH_MODE', 'BETTER_AUTH_URL', 'CHATKIT_DOMAIN_KEY']);
    expect(names.filter((name) => !settingNames.read.includes(name))).toEqual([]);
  });
});

describe('the chat’s fetch, beside Better Auth and a server with the settings of the guide', () => {
  let auth: BetterAuth;
  let server: TestApp;
  /** Where requests went, and how they were answered. */
  let seen: string[];
  let sentAway: string[];
  const log: string[] = [];
  let people = 0;
  const nodeFetch = globalThis.fetch;
  const urlOf = (target: Parameters<typeof fetch>[0]) =>
    target instanceof Request ? target.url : String(target);

  beforeAll(async () => {
    auth = await BetterAuth.start();
    const variables = parseEnv(serverSettings.text.replaceAll('http://localhost:3000', auth.url));
    server = await startApp({
      signIn: false,
      variables: { ...(variables as Record<string, string>), LOG_LEVEL: 'warn' },
      logTo: { write: (line) => void log.push(line) },
    });
  });
  afterAll(async () => {
    await server.close();
    await auth.stop();
  });
  beforeEach(async () => {
    seen = [];
    sentAway = [];
    await auth.setTokenLife('15m');
    await auth.signUp(`Ada${people++}`);
    // The part of a browser: paths are those of the page's own origin, where the cookie is.
    globalThis.fetch = async (target, init) => {
      const isOfPage = target === '/api/auth/token';
      if (!isOfPage && !urlOf(target).startsWith(server.url)) return nodeFetch(target, init);
      const response = isOfPage ? await auth.askForToken() : await nodeFetch(target, init);
      seen.push(`${isOfPage ? target : new URL(urlOf(target)).pathname} ${response.status}`);
      return response;
    };
  });
  afterEach(() => {
    globalThis.fetch = nodeFetch;
  });

  const pageFetch = (tokens = getToken) =>
    createChatKitFetch({
      baseUrl: server.url,
      getToken: tokens,
      onSignedOut: (reason) => sentAway.push(reason),
    });
  const ask = (use: typeof fetch, type: string, params: object) =>
    use(`${server.url}/chatkit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ type, params }),
    });
  const list = (use: typeof fetch) => ask(use, 'threads.list', {});
  const input = {
    content: [{ type: 'input_text', text: 'Add a task to buy groceries' }],
    attachments: [],
    inference_options: {},
  };

  it('goes from the sign-in to an answer that streams, with one token (rows 7, 11, 53, 176)', async () => {
    const chat = pageFetch();
    const response = await ask(chat, 'threads.create', { input });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/event-stream'),
    ]);
    const events = await response.text();
    expect(events).toContain('"type":"thread.created"');
    expect(events).toMatch(/"type":"thread.item.done","item":\{[^\n]*"type":"assistant_message"/);
    expect((await list(chat)).status).toBe(200);
    expect(seen).toEqual(['/api/auth/token 200', '/chatkit 200', '/chatkit 200']);
    expect(sentAway).toEqual([]);
  });

  it('finds the newest conversation, where no browser remembers one (row 16)', async () => {
    const chat = pageFetch();
    const events = await (await ask(chat, 'threads.create', { input })).text();
    const [, created] = /"type":"thread.created","thread":\{"id":"([^"]+)"/.exec(events)!;
    const response = await chat(`${server.url}/api/chatkit/threads?limit=1`);
    expect(await response.json()).toMatchObject({ data: [{ id: created }] });
  });

  it('gets one new token for all requests that met the end of the old one, and streams (row 15)', async () => {
    await auth.setTokenLife('-1m');
    const chat = pageFetch(async () => {
      const token = await getToken();
      await auth.setTokenLife('15m');
      return token;
    });
    const [first, second, streamed] = await Promise.all([
      list(chat),
      list(chat),
      ask(chat, 'threads.create', { input }),
    ]);
    expect([first.status, second.status, streamed.status]).toEqual([200, 200, 200]);
    expect(await streamed.text()).toMatch(
      /"type":"thread.item.done","item":\{[^\n]*"type":"assistant_message"/,
    );
    expect(seen.filter((line) => line.startsWith('/api/auth/token'))).toHaveLength(2);
    expect(seen.filter((line) => line === '/chatkit 401')).toHaveLength(3);
    expect(seen.slice(-3)).toEqual(Array(3).fill('/chatkit 200'));
    expect(sentAway).toEqual([]);
  });

  it('sends whoever is not signed in to the sign-in, and asks the server nothing (row 20)', async () => {
    auth.dropCookie();
    const response = await list(pageFetch());
    expect([response.status, await response.json()]).toEqual([401, { message: 'Please sign in again.' }]);
    expect([seen, sentAway]).toEqual([['/api/auth/token 401'], ['missing']]);
  });

  it('sends a person who signed out elsewhere to the sign-in when the token ends (row 20)', async () => {
    await auth.setTokenLife('-1m');
    const chat = pageFetch(async () => {
      const token = await getToken();
      auth.dropCookie();
      return token;
    });
    expect((await list(chat)).status).toBe(401);
    expect(seen).toEqual(['/api/auth/token 200', '/chatkit 401', '/api/auth/token 401']);
    expect(sentAway).toEqual(['missing']);
  });

  it('asks once more, not for ever, and says why a new token is refused', async () => {
    const chat = pageFetch(() => issuerToken('ada', { iss: 'https://other.example', exp: inSeconds() + 60 }));
    const response = await list(chat);
    expect([response.status, await response.json()]).toMatchObject([401, { reason: 'unknown_issuer' }]);
    expect([seen, sentAway]).toEqual([['/chatkit 401', '/chatkit 401'], ['unknown_issuer']]);
  });

  it('signs nobody out because Better Auth cannot be asked', async () => {
    const chat = pageFetch(async () => {
      throw new Error('/api/auth/token answered 503');
    });
    await expect(list(chat)).rejects.toThrow('answered 503');
    expect(sentAway).toEqual([]);
  });

  it('keeps the token from other servers', async () => {
    const chat = pageFetch();
    await list(chat);
    globalThis.fetch = async (target, init) =>
      Response.json(new Request(target, init).headers.get('authorization'));
    expect(await (await chat('https://elsewhere.example/chatkit')).json()).toBeNull();
  });

  it('lets who has a token go on while Better Auth is away for ten minutes and more (H17)', async () => {
    const chat = pageFetch();
    await list(chat);
    await auth.stop();
    const now = performance.now.bind(performance);
    let minutes = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + minutes * 60_000);
    try {
      // Keys are read again after ten minutes; who asks meanwhile and afterwards is answered at once.
      for (minutes = 1; minutes <= 15; minutes++) expect((await list(chat)).status).toBe(200);
      await eventually(() => expect(log.join('')).toContain('the key set of an issuer cannot be reached'));
      expect((await ask(chat, 'threads.create', { input })).status).toBe(200);
    } finally {
      clock.mockRestore();
    }
    expect(seen.filter((line) => line !== '/chatkit 200')).toEqual(['/api/auth/token 200']);
    expect(sentAway).toEqual([]);
  });
});
