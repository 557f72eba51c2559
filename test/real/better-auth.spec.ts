import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { startApp, type TestApp } from '../support/app.js';
import { ChatKitClient } from '../support/chatkit-client.js';

/** A real instance in a process of its own: an application of somebody else's. */
class BetterAuth {
  private cookie = '';
  private constructor(
    readonly url: string,
    private readonly base: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(path: string): Promise<BetterAuth> {
    const child = spawn(process.execPath, ['test/support/better-auth.mjs', path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = line.toString().trim();
    return new BetterAuth(url, `${url}${path || '/api/auth'}`, child);
  }

  async signUp(name: string): Promise<{ token: string }> {
    const response = await fetch(`${this.base}/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.url },
      body: JSON.stringify({ email: `${name.toLowerCase()}@b.example`, password: 'a long password', name }),
    });
    this.cookie = response.headers.get('set-cookie')!.split(';')[0]!;
    return (await response.json()) as { token: string };
  }

  async jwt(): Promise<string> {
    const response = await fetch(`${this.base}/token`, { headers: { cookie: this.cookie } });
    return ((await response.json()) as { token: string }).token;
  }

  async rotate(): Promise<void> {
    await fetch(`${this.url}/rotate`);
  }

  async stop(): Promise<void> {
    this.child.kill();
    if (this.child.exitCode === null) await once(this.child, 'exit');
  }
}

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

  it('issues tokens that open POST /chatkit, before and after it changed its keys [R7] [R132] [R224]', async () => {
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
