import { readFileSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { allowedHeaders, exposedHeaders } from '../../src/cors.js';
import { codeIn, tableRows } from '../docs/tables.js';
import { startApp, type TestApp } from '../support/app.js';

// What pages of other origins get, as headers. What a browser makes of them is in test/real/origins.spec.ts.

const page = 'http://localhost:3000';
const foreign = 'https://evil.example';

let server: TestApp;
const lines: Record<string, unknown>[] = [];
beforeAll(async () => {
  server = await startApp({
    variables: { LOG_LEVEL: 'warn' },
    logTo: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  });
});
afterAll(() => server.close());

const namesIn = (header: string | null) => (header ?? '').split(',').map((name) => name.trim().toLowerCase());
const post = (path: string, headers: Record<string, string>, body: RequestInit['body'] = '{}') =>
  fetch(server.url + path, { method: 'POST', headers, body });
const asAlice = (origin: string) => ({
  origin,
  authorization: `Bearer ${server.alice.token}`,
  'content-type': 'application/json',
});
const preflight = (origin: string, path = '/chatkit', headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,chatkit-frame-instance-id,content-type',
      ...headers,
    },
  });
const sent = {
  content: [{ type: 'input_text', text: 'What can you do?' }],
  attachments: [],
  quoted_text: '',
  inference_options: {},
};
const create = JSON.stringify({ type: 'threads.create', params: { input: sent } });

describe('a preflight of a listed origin (rows 145, 191, 216)', () => {
  it('is answered before anybody shows a token, whatever the path', async () => {
    for (const path of ['/chatkit', '/api/chatkit/messages', '/api/admin/threads', '/mcp', '/nowhere']) {
      const { status, headers } = await preflight(page, path);
      expect([path, status]).toEqual([path, 204]);
      expect(headers.get('access-control-allow-origin')).toBe(page);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('access-control-max-age')).toBe('600');
      expect(headers.get('vary')).toBe('Origin');
    }
  });

  it('allows what the widget, MCP clients and clients of this server send', async () => {
    const { headers } = await preflight(page);
    const allowed = namesIn(headers.get('access-control-allow-headers'));
    expect(allowed).toEqual(
      expect.arrayContaining([
        'accept-language',
        'authorization',
        'chatkit-frame-instance-id',
        'content-type',
      ]),
    );
    expect(allowed).toEqual(expect.arrayContaining(['chatkit-stop', 'if-none-match', 'last-event-id']));
    expect(allowed).toEqual(expect.arrayContaining(['mcp-protocol-version', 'x-request-id', 'traceparent']));
    expect(namesIn(headers.get('access-control-allow-methods'))).toEqual(
      expect.arrayContaining(['get', 'post', 'put', 'patch', 'delete']),
    );
  });

  it('is never answered with a wildcard', async () => {
    const { headers } = await preflight(page);
    const answers = [...headers].filter(([name]) => name.startsWith('access-control-'));
    expect(answers.length).toBeGreaterThan(4);
    expect(answers.filter(([, value]) => value.includes('*'))).toEqual([]);
  });
});

describe('a page of a listed origin (rows 145, 190, 191)', () => {
  const anything = { type: 'threads.get_by_id', params: { thread_id: 'thr_none' } };
  const requests: [status: number, what: string, ask: () => Promise<Response>][] = [
    [200, 'JSON', () => post('/chatkit', asAlice(page), '{"type":"threads.list","params":{}}')],
    [200, 'a stream', () => post('/chatkit', asAlice(page), create)],
    [400, 'a body that is no request', () => post('/chatkit', asAlice(page))],
    [401, 'no token', () => post('/chatkit', { origin: page })],
    [
      403,
      'a role that is missing',
      () => fetch(`${server.url}/api/admin/threads`, { headers: asAlice(page) }),
    ],
    [404, 'an unknown thread', () => post('/chatkit', asAlice(page), JSON.stringify(anything))],
    [404, 'an unknown route', () => fetch(`${server.url}/nowhere`, { headers: asAlice(page) })],
    [413, 'a body that is too large', () => post('/chatkit', asAlice(page), 'x'.repeat(3_000_000))],
    [415, 'a form', () => post('/chatkit', { ...asAlice(page), 'content-type': 'multipart/form-data' })],
    [431, 'too many headers', () => post('/chatkit', { ...asAlice(page), ...manyHeaders() })],
    [501, 'an operation that is not there', () => post('/chatkit', asAlice(page), transcribe)],
  ];
  const transcribe = '{"type":"input.transcribe","params":{"audio_base64":"AAAA","mime_type":"audio/webm"}}';
  const manyHeaders = () => Object.fromEntries(Array.from({ length: 210 }, (_, n) => [`x${n}`, '1']));

  it.each(requests)('may read a %i for %s', async (status, _what, ask) => {
    const response = await ask();
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBe(page);
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
    expect(namesIn(response.headers.get('vary'))).toContain('origin');
    expect(namesIn(response.headers.get('access-control-expose-headers'))).toEqual(exposedHeaders);
    await response.text();
  });
});

describe('any other origin (rows 145, 189, 207, 212) (H5)', () => {
  const others = [
    foreign,
    'null',
    `${page}.evil.example`,
    'https://localhost:3000',
    'http://localhost',
    'http://localhost:3001',
    'HTTP://LOCALHOST:3000',
  ];

  it.each(others)('is refused: %s', async (origin) => {
    const refused = await preflight(origin);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      code: 'forbidden',
      message: `The origin ${origin} is not allowed; add it to ALLOWED_ORIGINS.`,
    });
    const answered = await post('/chatkit', asAlice(origin), '{"type":"threads.list","params":{}}');
    for (const { headers } of [refused, answered]) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(namesIn(headers.get('vary'))).toContain('origin');
    }
    await answered.text();
  });

  it('is not mixed up with a listed one by a cache: every answer varies by origin', async () => {
    const sent: Record<string, string>[] = [{}, { origin: page }, { origin: foreign }];
    for (const headers of sent) {
      const response = await fetch(`${server.url}/api/chatkit/client-config`, { headers });
      expect(namesIn(response.headers.get('vary'))).toContain('origin');
      await response.text();
    }
  });

  it('is named in the log, with the setting and a number', async () => {
    const origin = 'https://named.example';
    await preflight(origin);
    await preflight(origin);
    expect(lines.filter((line) => line.origin === origin)).toEqual([
      expect.objectContaining({
        level: 'warn',
        msg: expect.stringContaining('ALLOWED_ORIGINS'),
        origin,
        refused: 1,
        refusedInAll: expect.any(Number),
      }),
    ]);
  });

  it('is not this server’s own page, which sends its origin too and is not logged', async () => {
    const { origin } = new URL(server.url);
    const behindProxy = 'https://chat.example.com';
    await (await post('/chatkit', asAlice(origin), '{"type":"threads.list","params":{}}')).text();
    await post('/chatkit', { origin: behindProxy, 'sec-fetch-site': 'same-origin' });
    expect(lines.filter((line) => line.origin === origin || line.origin === behindProxy)).toEqual([]);
  });

  it('changes nothing by requests that need no preflight', async () => {
    const count = async () => {
      const rows = await server.app
        .get(DataSource)
        .query<{ threads: number; sessions: number; tasks: number }[]>(
          `SELECT (SELECT count(*)::int FROM threads) AS threads, (SELECT count(*)::int FROM tasks) AS tasks,
             (SELECT count(*)::int FROM chat_sessions) AS sessions`,
        );
      return rows[0];
    };
    const before = await count();
    const chat = JSON.stringify({ message: 'Add a task to buy groceries' });
    const form = 'application/x-www-form-urlencoded';
    const simple: [path: string, type: string | undefined, body: string, expected: number[]][] = [
      ['/chatkit', 'text/plain', create, [401]],
      ['/chatkit', form, `body=${encodeURIComponent(create)}`, [401]],
      ['/api/chatkit/messages', 'text/plain', chat, [401]],
      ['/api/chatkit/session', 'text/plain', '{}', [401]],
      ['/mcp/tools/add_task', 'text/plain', '{"title":"x"}', [401]],
      ['/api/chat-test', 'text/plain', chat, [403]],
      ['/api/chat-test', form, 'message=x', [403]],
      ['/api/chat-test', 'application/json', chat, [403]],
      ['/api/auth/dev-token', 'text/plain', '{"user":"alice"}', [400]],
    ];
    for (const origin of [foreign, 'http://localhost:3001', 'null']) {
      for (const [path, type, body, expected] of simple) {
        const headers = { origin, cookie: 'token=anything', ...(type && { 'content-type': type }) };
        const response = await post(path, headers, body);
        expect([path, type, response.status]).toEqual([path, type, expected[0]]);
        await response.text();
      }
    }
    expect(await count()).toEqual(before);
  });
});

describe('docs/origins.md', () => {
  const document = readFileSync('docs/origins.md', 'utf8');
  const listed = (heading: string) => tableRows(document, heading).flatMap(([names]) => codeIn(names!));

  it('lists the headers that pages may send, and may read', () => {
    expect(listed('A page may send').sort()).toEqual(allowedHeaders);
    expect(listed('A page may read').sort()).toEqual(exposedHeaders);
  });
});
