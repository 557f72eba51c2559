import { startApp, type TestApp } from '../support/app.js';
import { BetterAuth } from '../support/better-auth.js';
import { ChatKitClient } from '../support/chatkit-client.js';

const kidOf = (token: string) =>
  (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;

describe.each([
  ['', ''],
  ['/api/auth', '/api/auth'],
  ['/auth', '/auth'],
])('a Better Auth instance with base URL …%s, and BETTER_AUTH_URL=…%s', (path, asSet) => {
  let auth: BetterAuth;
  let server: TestApp;
  beforeAll(async () => {
    auth = await BetterAuth.start(path);
    const variables = { AUTH_MODE: 'jwt', BETTER_AUTH_URL: `${auth.url}${asSet}` };
    server = await startApp({ signIn: false, variables });
  });
  afterAll(async () => {
    await server.close();
    await auth.stop();
  });

  it('issues tokens that open POST /chatkit, before and after it changed its keys (rows 7, 11, 132, 183, 224)', async () => {
    const { token: session } = await auth.signUp('Ada');
    const first = await auth.jwt();
    const client = new ChatKitClient(server.url, first);
    expect((await client.createThread('Hello')).events.at(-1)).toMatchObject({ type: 'thread.item.done' });

    await auth.rotate();
    const second = await auth.jwt();
    expect(kidOf(second)).not.toBe(kidOf(first));
    // The keys were read at the start, and are not read twice in 30 seconds.
    const now = performance.now.bind(performance);
    const later = jest.spyOn(performance, 'now').mockImplementation(() => now() + 31_000);
    const { status, body } = await new ChatKitClient(server.url, second).call('threads.list', {});
    later.mockRestore();
    expect([status, body]).toMatchObject([200, { data: [{}] }]);

    const refused = await new ChatKitClient(server.url, session).call('threads.list', {});
    expect([refused.status, refused.body]).toMatchObject([
      401,
      { reason: 'opaque', hint: expect.stringContaining('session token of Better Auth') },
    ]);
  });
});
