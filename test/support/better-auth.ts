import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A real instance in a process of its own: an application of somebody else's. One person at a time is signed in. */
export class BetterAuth {
  private cookie = '';
  private constructor(
    readonly url: string,
    private readonly base: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(path = ''): Promise<BetterAuth> {
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
    return ((await (await this.askForToken()).json()) as { token: string }).token;
  }

  /** What a page of the application is answered when it asks for a token, with its person's cookie. */
  askForToken(): Promise<Response> {
    return fetch(`${this.base}/token`, { headers: { cookie: this.cookie } });
  }

  /** Forgets the cookie, as a browser does when somebody signs out. */
  dropCookie(): void {
    this.cookie = '';
  }

  /** How long tokens last that are issued from now on, such as `15m`; `-1m`: they have expired already. */
  async setTokenLife(span: string): Promise<void> {
    await fetch(`${this.url}/token-life/${span}`);
  }

  async rotate(): Promise<void> {
    await fetch(`${this.url}/rotate`);
  }

  /** Ends the process. Doing so again is no fault. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill();
    await once(this.child, 'exit');
  }
}
