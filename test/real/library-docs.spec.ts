import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ChatKitClient } from '../support/chatkit-client.js';

// Inside of the repository, so that the library is found by its own name, as it was built.
const folder = resolve('.tmp/library-docs');
const tsc = resolve('node_modules/typescript/bin/tsc');

interface Block {
  file: string;
  code: string;
}

async function blocks(): Promise<Block[]> {
  const text = await readFile('docs/library.md', 'utf8');
  return [...text.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(([, file, code]) => ({
    file: file!,
    code: code!,
  }));
}

const options = {
  module: 'nodenext',
  target: 'ES2023',
  lib: ['ES2023'],
  types: ['node'],
  strict: true,
  noImplicitOverride: true,
  noUnusedLocals: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  skipLibCheck: true,
  outDir: 'out',
};

describe('docs/library.md', () => {
  beforeAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const { file, code } of await blocks()) await writeFile(join(folder, file), code);
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options }));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('names a file for each of its blocks of code', async () => {
    const text = await readFile('docs/library.md', 'utf8');
    const named = await blocks();
    expect(named.length).toBeGreaterThan(7);
    expect(named).toHaveLength(text.match(/```ts$/gm)!.length);
    expect(new Set(named.map(({ file }) => file)).size).toBe(named.length);
  });

  it('has code that compiles against the library (rows 112, 113)', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  }, 60_000);

  it('shows a server without Nest that works', async () => {
    const { child, url } = await startPlain();
    try {
      const client = new ChatKitClient(url, undefined);
      const { threadId } = await client.createThread('Hello');
      const items = await client.items(threadId);
      expect(JSON.stringify(items[1])).toContain('You said: Hello');
      expect(await client.call('threads.get_by_id', { thread_id: 'thr_none' })).toMatchObject({
        status: 404,
      });
    } finally {
      child.kill('SIGKILL');
    }
  });
});

async function startPlain(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(folder, 'out/plain.js'), '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<string>((found, failed) => {
    let log = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const [, listening] = /port: (\d+)/.exec((log += chunk.toString())) ?? [];
      if (listening) found(listening);
    });
    child.once('exit', (code) => failed(new Error(`The server ended with ${code}.`)));
  });
  return { child, url: `http://127.0.0.1:${port}` };
}

describe('docs/browser.md', () => {
  const folder = resolve('.tmp/browser-docs');
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has a page that compiles against the helper and the widget', async () => {
    const text = await readFile('docs/browser.md', 'utf8');
    const [, file, code] = /```tsx\n\/\/ (\S+)\n([\s\S]*?)```/.exec(text)!;
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, file!), code!);
    const compilerOptions = {
      module: 'esnext',
      moduleResolution: 'bundler',
      target: 'ES2022',
      lib: ['ES2023', 'DOM', 'DOM.Iterable'],
      jsx: 'react-jsx',
      types: [],
      strict: true,
      noUnusedLocals: true,
      noEmit: true,
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  }, 60_000);
});
