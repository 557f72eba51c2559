import { decodeJwt, type JWTPayload } from 'jose';
import { DataSource } from 'typeorm';
import { startApp, type TestApp } from '../support/app.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { countStatements } from '../support/count-statements.js';
import {
  inSeconds,
  issuerSecret,
  issuerToken,
  jwtSettings,
  sessionSecret,
  signWith,
} from '../support/tokens.js';

interface Session {
  client_secret: string;
  expires_at: string;
  user_id: string;
  session_id: string;
}
interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body & { message?: string; code?: string; reason?: string; hint?: string };
}

const previousSecret = 'k9Rz2WmB7cXv4QpT6yLn1JdHs8FgE3aU';
let server: TestApp;
let sql: DataSource;

beforeAll(async () => {
  server = await startApp({
    variables: { ...jwtSettings, SESSION_SECRET_PREVIOUS: previousSecret },
    signIn: false,
  });
  sql = server.app.get(DataSource);
});
afterAll(() => server.close());

async function send<Body>(
  method: string,
  path: string,
  { bearer, body, headers = {} }: { bearer?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer<Body>> {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text ? JSON.parse(text) : {}) as Answer<Body>['body'],
  };
}

const create = async (userId: string, body?: unknown): Promise<Session> => {
  const answer = await send<Session>('POST', '/api/chatkit/session', {
    bearer: await issuerToken(userId),
    body,
  });
  expect([answer.status, answer.body.message]).toEqual([201, undefined]);
  return answer.body;
};
const refresh = (secret: string) =>
  send<Session>('POST', '/api/chatkit/refresh', { body: { client_secret: secret } });
const list = (bearer: string, path = '/chatkit') =>
  send<{ data: unknown[] }>('POST', path, { bearer, body: { type: 'threads.list', params: {} } });
const claimsOf = (secret: string) => decodeJwt(secret.slice('cs_'.length));
/** Makes a session as old as if it had been refreshed, or made, a while ago. */
const change = (set: string, { session_id }: Session) =>
  sql.query(`UPDATE chat_sessions SET ${set} WHERE id = $1`, [session_id]);

describe('a session', () => {
  it('is had for a person’s token alone: 201, and a secret for half an hour (rows 10, 13, 30, 38, 41, 64, 192, 198)', async () => {
    const before = Date.now();
    const session = await create('ada');
    expect(session).toEqual({
      client_secret: expect.stringMatching(/^cs_ey/),
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+\.000Z$/),
      user_id: 'ada',
      session_id: expect.stringMatching(/^ses_[0-9a-f]{32}$/),
    });
    const lasts = Date.parse(session.expires_at) - before;
    expect(lasts).toBeGreaterThan(1_798_000);
    expect(lasts).toBeLessThan(1_802_000);
  });

  it('has a secret that says whose it is, and what it is (rows 55, 77, 85)', async () => {
    const session = await create('ada');
    expect(claimsOf(session.client_secret)).toEqual({
      type: 'chatkit_session',
      user_id: 'ada',
      sid: session.session_id,
      jti: expect.stringMatching(/^[\w-]{22}$/),
      iss: 'nestjs-chatkit',
      aud: 'chatkit',
      scope: 'chat:read chat:write',
      iat: expect.any(Number),
      exp: inSeconds(new Date(session.expires_at)),
    });
  });

  it('is stored with what the application says of it, and where it was made (rows 146, 231)', async () => {
    const metadata = { page: '/support', user_id: 'ada', deep: { list: [1] } };
    const { session_id } = await create('ada', { metadata, user_id: 'ada', scope: ['chat:read'] });
    const [row] = await sql.query(
      `SELECT owner_id, scope, metadata, environment FROM chat_sessions WHERE id = $1`,
      [session_id],
    );
    expect(row).toEqual({ owner_id: 'ada', scope: 'chat:read', metadata, environment: 'test' });
  });

  it.each<[unknown, number, RegExp]>([
    [{ scope: 'admin' }, 400, /^scope.*chat:read, chat:write, items:append/],
    [{ scope: '' }, 400, /^scope/],
    [{ scope: 7 }, 400, /^scope: must be/],
    [{ metadata: [] }, 400, /^metadata: must be an object/],
    [{ metadata: { text: 'x'.repeat(20_000) } }, 400, /^metadata: must be at most 16384/],
    [{ user_id: 'bob' }, 403, /^user_id: /],
    ['[', 400, /JSON/],
    ['[]', 400, /^body: /],
    [`${'{"a":'.repeat(70)}1${'}'.repeat(70)}`, 400, /nested/],
  ])('is not made with %j, and the answer names the field', async (body, status, message) => {
    const count = async () => (await sql.query(`SELECT count(*)::int AS n FROM chat_sessions`))[0].n;
    const before = await count();
    const answer = await send('POST', '/api/chatkit/session', { bearer: await issuerToken('ada'), body });
    expect([answer.status, answer.body.message]).toEqual([status, expect.stringMatching(message)]);
    expect(await count()).toBe(before);
  });

  it('is not made with a body that is no JSON, nor without a token (row 32) (H5)', async () => {
    const bearer = await issuerToken('ada');
    const plain = { bearer, body: '{}', headers: { 'content-type': 'text/plain' } };
    expect((await send('POST', '/api/chatkit/session', plain)).status).toBe(415);
    const nobody = await send('POST', '/api/chatkit/session');
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });
});

describe('a session’s secret', () => {
  it('opens the protocol under both of its addresses, and tells when it expires (rows 15, 176)', async () => {
    const { client_secret, expires_at } = await create('ada');
    for (const path of ['/chatkit', '/api/chatkit']) {
      const answer = await list(client_secret, path);
      expect([answer.status, answer.headers.get('x-session-expires-at')]).toEqual([200, expires_at]);
    }
    const own = await list(await issuerToken('ada'));
    expect([own.status, own.headers.get('x-session-expires-at')]).toEqual([200, null]);
  });

  it('is that of one person: others’ threads are unknown to it, and theirs are known (rows 14, 77, 78)', async () => {
    const ada = new ChatKitClient(server.url, (await create('ada')).client_secret);
    const eve = new ChatKitClient(server.url, (await create('eve')).client_secret);
    const { threadId } = await ada.createThread('Add a task to buy groceries');
    const read = (bearer: string) =>
      send('POST', '/chatkit', {
        bearer,
        body: { type: 'threads.get_by_id', params: { thread_id: threadId } },
      });
    expect((await read(eve.token!)).status).toBe(404);
    expect((await read(ada.token!)).status).toBe(200);
    expect((await read(await issuerToken('ada'))).status).toBe(200);
  });

  it('lets the stream’s answer say when it expires (row 15)', async () => {
    const { client_secret, expires_at } = await create('ada');
    const response = await fetch(`${server.url}/chatkit`, {
      method: 'POST',
      headers: { authorization: `Bearer ${client_secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'threads.create',
        params: {
          input: { content: [{ type: 'input_text', text: 'Hi' }], attachments: [], inference_options: {} },
        },
      }),
    });
    expect(response.headers.get('x-session-expires-at')).toBe(expires_at);
    expect(await response.text()).toContain('thread.item.done');
  });

  it.each([
    ['POST', '/mcp'],
    ['POST', '/mcp/tools/list_tasks'],
    ['POST', '/MCP/tools/list_tasks'],
    ['POST', '/api/chatkit/session'],
    ['POST', '/api/CHATKIT/session/'],
    ['POST', '/api/chatkit/sessions/revoke-all'],
  ])('opens nothing else: %s %s is 401 (row 85) (H17)', async (method, path) => {
    const { client_secret } = await create('ada');
    const answer = await send(method, path, { bearer: client_secret, body: {} });
    expect([answer.status, answer.body]).toEqual([
      401,
      expect.objectContaining({ code: 'unauthorized', reason: 'session_not_enough' }),
    ]);
    // Without its prefix it is a token like any other, and from nobody who is trusted.
    const bare = await send(method, path, { bearer: client_secret.slice(3), body: {} });
    expect(bare.status).toBe(401);
  });

  it('opens what its scope covers, and no more', async () => {
    const reader = new ChatKitClient(server.url, (await create('ada', { scope: 'chat:read' })).client_secret);
    expect((await list(reader.token!)).status).toBe(200);
    const params = { input: { content: [], attachments: [], inference_options: {} } };
    const write = await send('POST', '/chatkit', {
      bearer: reader.token!,
      body: { type: 'threads.create', params },
    });
    expect([write.status, write.body.code]).toEqual([403, 'forbidden']);
    expect(write.body.message).toMatch(/limited to chat:read; this needs chat:write/);
  });

  it('of the scope items:append saves messages, and neither reads, writes nor has any answered (row 147)', async () => {
    const bearer = (await create('ada', { scope: 'items:append' })).client_secret;
    const saved = { conversation_id: 'crm-1', role: 'user', content: 'Hi' };
    const post = (body: object, path = '/api/chatkit/messages') => send('POST', path, { bearer, body });
    expect((await post(saved)).status).toBe(201);
    const refused = [
      await post({ message: 'Hi' }),
      await post({ title: 'Mine' }, '/api/chatkit/threads'),
      await send('GET', '/api/chatkit/threads', { bearer }),
      await list(bearer),
    ];
    expect(refused.map(({ status, body }) => [status, body.message])).toEqual([
      [403, expect.stringMatching(/limited to items:append; this needs chat:write/)],
      [403, expect.stringMatching(/needs chat:write/)],
      [403, expect.stringMatching(/needs chat:read/)],
      [403, expect.stringMatching(/needs chat:read/)],
    ]);
    const reader = (await create('ada', { scope: 'chat:read' })).client_secret;
    const body = { ...saved, content: 'Ho' };
    expect((await send('POST', '/api/chatkit/messages', { bearer: reader, body })).status).toBe(403);
    const both = (await create('ada')).client_secret;
    expect((await send('POST', '/api/chatkit/messages', { bearer: both, body })).status).toBe(201);
  });

  const good = (): JWTPayload => ({
    type: 'chatkit_session',
    user_id: 'ada',
    sid: 'ses_x',
    jti: 'a',
    iss: 'nestjs-chatkit',
    aud: 'chatkit',
    scope: 'chat:read',
    exp: inSeconds() + 60,
  });
  it.each<[string, () => Promise<string>, string?]>([
    ['signed with the issuer’s secret', () => signWith(issuerSecret, good())],
    ['of another type', () => signWith(sessionSecret, { ...good(), type: 'share_link' })],
    ['of no type', () => signWith(sessionSecret, { ...good(), type: undefined })],
    ['for another audience', () => signWith(sessionSecret, { ...good(), aud: 'mcp' })],
    ['from another issuer', () => signWith(sessionSecret, { ...good(), iss: 'nestjs-chatkit-dev' })],
    [
      'that has expired',
      () => signWith(sessionSecret, { ...good(), exp: inSeconds() - 2 }),
      'session_expired',
    ],
    ['that never expires', () => signWith(sessionSecret, { ...good(), exp: undefined })],
    ['of a session that never was', () => signWith(sessionSecret, good()), 'session_ended'],
    ['that is a person’s token', () => issuerToken('ada')],
    [
      'without a signature',
      async () => `${(await signWith(sessionSecret, good())).split('.', 2).join('.')}.`,
    ],
    ['that is no token', async () => 'x'],
  ])('is refused when it is one %s (row 85) (H17)', async (_, make, reason = 'session_invalid') => {
    const answer = await list(`cs_${await make()}`);
    const { code, hint } = answer.body;
    expect([answer.status, code, answer.body.reason]).toEqual([401, 'unauthorized', reason]);
    expect(answer.headers.get('www-authenticate')).toBe(
      `Bearer error="invalid_token", error_description="${hint}"`,
    );
  });

  it('is good while its key is being replaced: the former one verifies, the new one signs (rows 55, 211)', async () => {
    const session = await create('ada');
    const { exp } = claimsOf(session.client_secret);
    const former = `cs_${await signWith(previousSecret, claimsOf(session.client_secret))}`;
    expect((await list(former)).status).toBe(200);
    const { status, body } = await refresh(former);
    expect(status).toBe(200);
    expect((await list(body.client_secret)).status).toBe(200);
    expect(claimsOf(body.client_secret).exp).toBeGreaterThanOrEqual(exp!);
    await expect(signWith(sessionSecret, claimsOf(body.client_secret))).resolves.toBe(
      body.client_secret.slice(3),
    );
  });

  it('is looked up once a minute, however often it is used (row 79)', async () => {
    const { client_secret } = await create('ada');
    await list(client_secret);
    const count = countStatements(sql);
    await list(client_secret);
    const warm = count();
    const recount = countStatements(sql);
    await list((await create('ada')).client_secret);
    // The second session's own insert, and its look-up.
    expect([warm > 0, recount() - warm]).toEqual([true, 2]);
  });
});

describe('refreshing', () => {
  it('gives the same session another secret, for a valid one and for one that has just expired (rows 65, 72)', async () => {
    const session = await create('ada', { scope: 'chat:read' });
    const expired = await signWith(sessionSecret, {
      ...claimsOf(session.client_secret),
      exp: inSeconds() - 600,
    });
    expect((await list(`cs_${expired}`)).status).toBe(401);
    const first = await refresh(`cs_${expired}`);
    expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(first.body).toMatchObject({ user_id: 'ada', session_id: session.session_id });
    const second = await send<Session>('POST', '/api/chatkit/refresh', { bearer: first.body.client_secret });
    expect(second.status).toBe(200);
    expect(claimsOf(second.body.client_secret)).toMatchObject({
      sid: session.session_id,
      scope: 'chat:read',
    });
    const secrets = [session, first.body, second.body].map(({ client_secret }) => client_secret);
    expect(new Set(secrets.map((secret) => claimsOf(secret).jti)).size).toBe(3);
    expect((await list(second.body.client_secret)).status).toBe(200);
  });

  it('gives the same secret’s next one again when the answer was lost, to any number of tabs (row 65)', async () => {
    const { client_secret } = await create('ada');
    const answers = await Promise.all([1, 2, 3, 4].map(() => refresh(client_secret)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => claimsOf(body.client_secret).jti)).size).toBe(1);
  });

  it('ends the session when a secret comes back that was exchanged long ago (row 65)', async () => {
    const session = await create('ada');
    const { body } = await refresh(session.client_secret);
    await change(`rotated_at = now() - interval '31 seconds'`, session);
    expect((await list(body.client_secret)).status).toBe(200);
    expect((await refresh(session.client_secret)).status).toBe(401);
    // Neither the one who holds the old secret nor the one who holds the new goes on.
    expect((await refresh(body.client_secret)).status).toBe(401);
    expect((await list(body.client_secret)).body).toMatchObject({
      reason: 'session_ended',
      message: 'You have been signed out. Please sign in again.',
    });
    const [row] = await sql.query(`SELECT end_reason FROM chat_sessions WHERE id = $1`, [session.session_id]);
    expect(row.end_reason).toBe('secret_reused');
  });

  it('stops at the end of the grace, and at the session’s greatest age (row 65)', async () => {
    const session = await create('ada');
    const longExpired = { ...claimsOf(session.client_secret), exp: inSeconds() - 3700 };
    const late = await refresh(`cs_${await signWith(sessionSecret, longExpired)}`);
    expect([late.status, late.body]).toMatchObject([401, { reason: 'session_expired' }]);
    await change(`expires_at = now() + interval '5 minutes'`, session);
    const { body } = await refresh(session.client_secret);
    expect(Date.parse(body.expires_at) - Date.now()).toBeLessThanOrEqual(300_000);
    await change(`expires_at = now()`, session);
    expect((await refresh(body.client_secret)).status).toBe(401);
  });

  it.each<[unknown, number, string | undefined]>([
    [undefined, 401, 'missing'],
    [{}, 401, 'missing'],
    [{ client_secret: 'x' }, 401, 'session_invalid'],
    [{ client_secret: 7 }, 400, undefined],
    [{ client_secret: `cs_${'x'.repeat(9000)}` }, 400, undefined],
    ['{', 400, undefined],
  ])('is refused with %j', async (body, status, reason) => {
    const answer = await send('POST', '/api/chatkit/refresh', { body });
    expect([answer.status, answer.body.reason]).toEqual([status, reason]);
    if (reason === 'missing') expect(answer.body.hint).toContain('client_secret');
  });

  it('does not take a person’s own token: that would be another way around its end (row 65)', async () => {
    const bearer = await issuerToken('ada');
    expect((await send('POST', '/api/chatkit/refresh', { bearer })).status).toBe(401);
    expect((await refresh(bearer)).status).toBe(401);
  });
});

describe('ending a session', () => {
  it('ends that one at once, also twice and with an expired secret', async () => {
    const session = await create('ada');
    const other = await create('ada');
    expect((await list(session.client_secret)).status).toBe(200);
    const expired = { ...claimsOf(session.client_secret), exp: inSeconds() - 60 };
    const end = (secret: string) => send('DELETE', '/api/chatkit/session', { bearer: secret });
    expect((await end(`cs_${await signWith(sessionSecret, expired)}`)).status).toBe(204);
    expect((await end(session.client_secret)).status).toBe(204);
    expect((await list(session.client_secret)).status).toBe(401);
    expect((await refresh(session.client_secret)).status).toBe(401);
    expect((await list(other.client_secret)).status).toBe(200);
    expect((await end('cs_x')).status).toBe(401);
  });
});

describe('signing out everywhere (threat 4)', () => {
  const revokeAll = (bearer: string) =>
    send<{ user_id: string; revoked_before: string }>('POST', '/api/chatkit/sessions/revoke-all', { bearer });

  it('ends every session and every token from before, at once, and nobody else’s', async () => {
    const before = await issuerToken('mia');
    const [one, two] = [await create('mia'), await create('mia')];
    const bystander = await create('noa');
    for (const bearer of [before, one.client_secret, two.client_secret, bystander.client_secret]) {
      expect((await list(bearer)).status).toBe(200);
    }
    const { status, body } = await revokeAll(before);
    expect([status, body]).toEqual([200, { user_id: 'mia', revoked_before: expect.any(String) }]);
    for (const bearer of [before, one.client_secret, two.client_secret]) {
      const refused = await list(bearer);
      expect([refused.status, refused.body.code]).toEqual([401, 'unauthorized']);
    }
    expect((await refresh(one.client_secret)).status).toBe(401);
    const again = await send('POST', '/api/chatkit/session', { bearer: before });
    expect([again.status, again.body]).toMatchObject([
      401,
      { reason: 'signed_out', message: 'You have been signed out. Please sign in again.' },
    ]);
    expect((await list(bystander.client_secret)).status).toBe(200);

    const after = await issuerToken('mia', { iat: inSeconds(new Date(body.revoked_before)) + 1 });
    expect((await list(after)).status).toBe(200);
    const session = await send<Session>('POST', '/api/chatkit/session', { bearer: after });
    expect((await list(session.body.client_secret)).status).toBe(200);
  });

  it('does not let a token through that does not say when it was issued', async () => {
    const silent = await issuerToken('lea', { iat: undefined });
    expect((await list(silent)).status).toBe(200);
    await revokeAll(silent);
    expect((await list(silent)).status).toBe(401);
  });

  it('makes no session of a token that another process has just revoked, whatever is remembered of it', async () => {
    const bearer = await issuerToken('kim');
    expect((await list(bearer)).status).toBe(200);
    await sql.query(
      `INSERT INTO sign_outs (owner_id, revoked_before) VALUES ('kim', now() + interval '1 second')`,
    );
    const refused = await send('POST', '/api/chatkit/session', { bearer });
    expect([refused.status, refused.body]).toMatchObject([401, { reason: 'signed_out' }]);
  });
});

describe('where there is no SESSION_SECRET', () => {
  it('sessions answer 501 and say what is missing; signing out everywhere works', async () => {
    const { SESSION_SECRET: _, ...variables } = jwtSettings;
    const without = await startApp({ variables, signIn: false });
    try {
      const headers = { authorization: `Bearer ${await issuerToken('ada')}` };
      const post = (path: string) => fetch(`${without.url}/api/chatkit/${path}`, { method: 'POST', headers });
      const refused = await post('session');
      expect([refused.status, await refused.json()]).toEqual([
        501,
        expect.objectContaining({
          code: 'not_available',
          message: expect.stringMatching(/set SESSION_SECRET/),
        }),
      ]);
      expect((await post('sessions/revoke-all')).status).toBe(200);
    } finally {
      await without.close();
    }
  });

  it('dev mode makes one', async () => {
    const dev = await startApp();
    try {
      const session = await fetch(`${dev.url}/api/chatkit/session`, {
        method: 'POST',
        headers: { authorization: `Bearer ${dev.alice.token}` },
      });
      const { client_secret, user_id } = (await session.json()) as Session;
      expect([session.status, user_id]).toEqual([201, 'alice']);
      const { threadId } = await new ChatKitClient(dev.url, client_secret).createThread('Hi');
      expect((await dev.alice.items(threadId)).length).toBeGreaterThan(1);
    } finally {
      await dev.close();
    }
  });
});
