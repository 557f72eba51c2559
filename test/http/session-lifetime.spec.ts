import { claimsOf, sessionScene, type Session } from '../support/session-scene.js';
import { inSeconds, issuerToken, sessionSecret, signWith } from '../support/tokens.js';

const scene = sessionScene();
const { send, create, refresh, list, change } = scene;

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
    const [row] = await scene.sql.query(`SELECT end_reason FROM chat_sessions WHERE id = $1`, [
      session.session_id,
    ]);
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
    await scene.sql.query(
      `INSERT INTO sign_outs (owner_id, revoked_before) VALUES ('kim', now() + interval '1 second')`,
    );
    const refused = await send('POST', '/api/chatkit/session', { bearer });
    expect([refused.status, refused.body]).toMatchObject([401, { reason: 'signed_out' }]);
  });
});
