import { startApp, type TestApp } from '../support/app.js';

let server: TestApp;
beforeAll(async () => (server = await startApp()));
afterAll(() => server.close());

async function ask(body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/api/auth/dev-token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, body: (await response.json()) as { token?: string; message?: string } };
}

describe('a demo token (rows 11, 123)', () => {
  it.each(['alice', 'bob'])('is to be had for %s', async (user) => {
    const { status, body } = await ask(JSON.stringify({ user }));
    expect([status, body]).toEqual([201, { token: expect.stringMatching(/^ey/) }]);
  });

  it.each(['{"user":"mallory"}', '{"user":["alice"]}', '{"user":null}', '{}', '[]', 'null', ''])(
    'is not to be had for %j, which says who may be named',
    async (sent) => {
      const { status, body } = await ask(sent);
      expect(status).toBe(400);
      expect(body.message).toEqual(expect.any(String));
      expect(body.token).toBeUndefined();
    },
  );

  it('is not handed on by a proxy', async () => {
    const { status, body } = await ask('{"user":"alice"}', { 'x-forwarded-for': '203.0.113.7' });
    expect([status, body.message]).toEqual([403, expect.stringMatching(/own machine only/)]);
  });
});
