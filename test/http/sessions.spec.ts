import type { JWTPayload } from 'jose';
import { startApp } from '../support/app.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { countStatements } from '../support/count-statements.js';
import { claimsOf, previousSecret, sessionScene, type Session } from '../support/session-scene.js';
import {
  inSeconds,
  issuerSecret,
  issuerToken,
  jwtSettings,
  sessionSecret,
  signWith,
} from '../support/tokens.js';

const scene = sessionScene();
const { send, create, refresh, list } = scene;

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
    const [row] = await scene.sql.query(
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
    const count = async () => (await scene.sql.query(`SELECT count(*)::int AS n FROM chat_sessions`))[0].n;
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
    const ada = new ChatKitClient(scene.server.url, (await create('ada')).client_secret);
    const eve = new ChatKitClient(scene.server.url, (await create('eve')).client_secret);
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
    const response = await fetch(`${scene.server.url}/chatkit`, {
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
    const reader = new ChatKitClient(
      scene.server.url,
      (await create('ada', { scope: 'chat:read' })).client_secret,
    );
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
    const count = countStatements(scene.sql);
    await list(client_secret);
    const warm = count();
    const recount = countStatements(scene.sql);
    await list((await create('ada')).client_secret);
    // The second session's own insert, and its look-up.
    expect([warm > 0, recount() - warm]).toEqual([true, 2]);
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
