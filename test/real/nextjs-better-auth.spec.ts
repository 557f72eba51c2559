import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createPostgres } from '../support/databases.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { visit, widgetScriptUrl, type Visitor } from '../support/visitor.js';
import { freePort } from '../support/free-port.js';

// The application of docs/nextjs-better-auth.md, installed, compiled and run as its reader does. OpenAI's element is
// played by a stand-in of ours.

const run = promisify(execFile);
let folder: string;
const environment = (more: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      /^(PATH|HOME|npm_config_\w+|https?_proxy|NODE_EXTRA_CA_CERTS)$/i.test(name),
    ),
  ),
  NODE_ENV: 'development',
  NEXT_TELEMETRY_DISABLED: '1',
  BETTER_AUTH_TELEMETRY: '0',
  ...more,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chatkit-next-'));
  const isSource = (path: string) => !/[\\/](node_modules|\.next|next-env\.d\.ts)$/.test(path);
  await cp('examples/nextjs-better-auth', folder, { recursive: true, filter: isSource });
  const flags = ['--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund', '--prefer-offline'];
  const manifest = join(folder, 'package.json');
  const { dependencies, ...rest } = JSON.parse(await readFile(manifest, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const { 'nestjs-chatkit': _ours, ...others } = dependencies;
  await writeFile(manifest, JSON.stringify({ ...rest, dependencies: others }));
  await run('npm', ['install', ...flags], { cwd: folder, env: environment() });
  await putLibrary();
}, 400_000);

/** This repository's library, packed. What the page takes of it brings no package along. */
async function putLibrary(): Promise<void> {
  const library = join(folder, 'node_modules/nestjs-chatkit');
  await mkdir(library);
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  await run('tar', ['xzf', join(folder, filename), '-C', library, '--strip-components=1']);
}

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('examples/nextjs-better-auth', () => {
  it('compiles with strict settings and the types of its packages (rows 1, 8, 52)', async () => {
    const compiling = run('npm', ['run', '--silent', 'types'], { cwd: folder, env: environment() });
    const { stdout } = await compiling.catch((error: { stdout: string }) => error);
    expect(stdout).not.toMatch(/error/i);
    await expect(compiling).resolves.toBeDefined();
  }, 180_000);
});

const standIn = `
  customElements.define('openai-chatkit', class extends HTMLElement {
    setOptions(options) {
      this.options = options;
      window.chatkit = this;
      this.textContent = options.startScreen.greeting;
    }
    async post(type, params) {
      const response = await this.options.api.fetch(this.options.api.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'accept-language': 'en',
          'chatkit-frame-instance-id': crypto.randomUUID(),
          accept: 'text/event-stream',
        },
        body: JSON.stringify({ type, params }),
        signal: new AbortController().signal,
      });
      return { status: response.status, text: await response.text() };
    }
    fail(name) {
      const error = Object.assign(new Error('It failed.'), { name });
      this.dispatchEvent(new CustomEvent('chatkit.error', { detail: { error } }));
    }
    async setThreadId(threadId) {
      this.dispatchEvent(new CustomEvent('chatkit.thread.change', { detail: { threadId } }));
    }
  });
`;

describe('the application, with a chat server that has the settings of the guide', () => {
  let app: ChildProcess | undefined;
  let appUrl: string;
  let database: Awaited<ReturnType<typeof createPostgres>>;
  let server: ServerProcess;
  let visitor: Visitor;

  beforeAll(async () => {
    database = await createPostgres();
    appUrl = `http://localhost:${await freePort()}`;
    const settings = {
      BETTER_AUTH_URL: appUrl,
      BETTER_AUTH_SECRET: 'Wq8-zR3m1KxT0vB7nLpY5uHc9EfJ2sDa4Gg6',
      DATABASE_URL: database.url,
    };
    await migrate(settings);
    server = await startServerProcess({ AUTH_MODE: 'jwt', BETTER_AUTH_URL: appUrl, ALLOWED_ORIGINS: appUrl });
    app = await startNext({ ...settings, NEXT_PUBLIC_API_URL: server.url });
    visitor = await visit({ widgetScript: standIn });
    visitor.page.setDefaultTimeout(60_000);
  }, 180_000);
  afterAll(async () => {
    await visitor?.leave();
    await server?.dispose();
    if (app) {
      process.kill(-app.pid!, 'SIGKILL');
      await once(app, 'close');
    }
    await database.drop();
  });

  /** Next.js in a process group of its own: it starts further processes. */
  async function startNext(settings: Record<string, string>): Promise<ChildProcess> {
    const { port } = new URL(appUrl);
    const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'dev', '--port', port], {
      cwd: folder,
      env: environment(settings),
      detached: true,
    });
    let log = '';
    await new Promise<void>((ready, failed) => {
      const read = (chunk: Buffer) => {
        log += chunk.toString();
        if (log.includes('Ready')) ready();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      void once(child, 'close').then(([code]) => failed(new Error(`Next.js ended with ${code}:\n${log}`)));
    });
    return child;
  }

  /** What `npx auth migrate` does, which needs a newer Node than this one may be. */
  async function migrate(settings: Record<string, string>): Promise<void> {
    const code = `
      import { getMigrations } from 'better-auth/db/migration';
      import { jwt } from 'better-auth/plugins';
      import { Pool } from 'pg';
      const database = new Pool({ connectionString: process.env.DATABASE_URL });
      const options = { database, emailAndPassword: { enabled: true }, plugins: [jwt()] };
      await (await getMigrations(options)).runMigrations();
      await database.end();`;
    await writeFile(join(folder, 'migrate.mjs'), code);
    await run(process.execPath, ['migrate.mjs'], { cwd: folder, env: environment(settings) });
  }

  const inPage = <T>(script: string): Promise<T> => visitor.page.evaluate(script);
  const opened = () =>
    visitor.page.locator('openai-chatkit', { hasText: 'What can I do for you?' }).waitFor();
  const post = (type: string, params: object) =>
    inPage<{ status: number; text: string }>(`window.chatkit.post('${type}', ${JSON.stringify(params)})`);
  const input = (text: string) => ({
    content: [{ type: 'input_text', text }],
    attachments: [],
    inference_options: {},
  });
  let threadId: string;

  it('sends whoever is not signed in to the sign-in (row 20)', async () => {
    await visitor.page.goto(`${appUrl}/chat`);
    await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(new URL(visitor.page.url()).pathname).toBe('/sign-in');
    expect(visitor.outside).toEqual([]);
  }, 120_000);

  it('publishes the key that the server verifies with, before there is a token', async () => {
    const { keys } = (await (await fetch(`${appUrl}/api/auth/jwks`)).json()) as { keys: object[] };
    expect(keys).toEqual([expect.objectContaining({ alg: 'EdDSA', kty: 'OKP' })]);
  }, 60_000);

  it('takes a person from the sign-up to the widget, which is told where the server is (rows 1, 8, 52)', async () => {
    await visitor.page.getByRole('button', { name: 'I am new here' }).click();
    await visitor.page.getByPlaceholder('Email').fill('ada@example.com');
    await visitor.page.getByPlaceholder('Password').fill('a long password');
    await visitor.page.getByRole('button', { name: 'Sign up' }).click();
    await opened();
    expect(await inPage('JSON.parse(JSON.stringify(window.chatkit.options))')).toMatchObject({
      api: { url: `${server.url}/chatkit`, domainKey: 'local-dev' },
      initialThread: null,
      startScreen: { prompts: [{ prompt: 'Add a task to buy groceries' }, {}, {}] },
    });
    expect(visitor.outside).toEqual([widgetScriptUrl]);
  }, 120_000);

  it('streams an answer to the person of Better Auth’s token (rows 11, 24, 53)', async () => {
    const sent = visitor.page.waitForRequest(
      (request) => request.method() === 'POST' && request.url() === `${server.url}/chatkit`,
    );
    const { status, text } = await post('threads.create', { input: input('Add a task to buy groceries') });
    expect(status).toBe(200);
    // It outlives its connection, and is answered once however often it is sent.
    expect((await sent).headers()).toMatchObject({
      'chatkit-stop': 'explicit',
      'idempotency-key': expect.any(String),
    });
    expect(text).toMatch(/"type":"thread.item.done","item":\{[^\n]*"type":"assistant_message"/);
    threadId = /"type":"thread.created","thread":\{"id":"([^"]+)"/.exec(text)![1]!;
  }, 60_000);

  it('opens that conversation after a reload (row 16)', async () => {
    await inPage(`window.chatkit.setThreadId('${threadId}')`);
    await visitor.page.reload();
    await opened();
    expect(await inPage('window.chatkit.options.initialThread')).toBe(threadId);
    const { text } = await post('threads.get_by_id', { thread_id: threadId });
    expect(text).toContain('Add a task to buy groceries');
  }, 60_000);

  it('starts anew at the press of a button, without a reload (row 17)', async () => {
    await inPage('void (window.isSamePage = true)');
    await visitor.page.getByRole('button', { name: 'New chat' }).click();
    expect(await inPage('window.isSamePage')).toBe(true);
    await visitor.page.reload();
    await opened();
    expect(await inPage('window.chatkit.options.initialThread')).toBeNull();
  }, 60_000);

  it('starts anew when the remembered conversation is gone', async () => {
    await inPage(`window.chatkit.setThreadId('thr_gone')`);
    await visitor.page.reload();
    await opened();
    expect(await inPage('window.chatkit.options.initialThread')).toBe('thr_gone');
    await inPage(`void window.chatkit.fail('InitialThreadLoadError')`);
    await visitor.page.reload();
    await opened();
    expect(await inPage('window.chatkit.options.initialThread')).toBeNull();
  }, 60_000);

  it('sends a person whose sign-in ended meanwhile to the sign-in, from within the chat (row 20)', async () => {
    await visitor.context.clearCookies();
    expect(await post('threads.list', {})).toMatchObject({ status: 401 });
    await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(new URL(visitor.page.url()).pathname).toBe('/sign-in');
  }, 60_000);

  it('says where the script was to come from when it does not come', async () => {
    const other = await visit();
    try {
      other.page.setDefaultTimeout(60_000);
      await other.page.goto(`${appUrl}/sign-in`);
      await other.page.getByRole('button', { name: 'I am new here' }).click();
      await other.page.getByPlaceholder('Email').fill('bob@example.com');
      await other.page.getByPlaceholder('Password').fill('a long password');
      await other.page.getByRole('button', { name: 'Sign up' }).click();
      await other.page.getByText('The chat could not be loaded from cdn.platform.openai.com.').waitFor();
    } finally {
      await other.leave();
    }
  }, 120_000);
});
