import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, lstat, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { textOf, typesOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { eventually } from '../support/eventually.js';
import { unpackLibrary, type Manifest } from '../support/packed-library.js';

const run = promisify(execFile);
const repository = resolve('.');
const tsc = resolve('node_modules/typescript/bin/tsc');

/** What the application asks for beside the library and its dependencies: what any Nest application has. */
const ownDependencies = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/platform-express',
  '@nestjs/platform-fastify',
  'reflect-metadata',
  'rxjs',
  '@types/node',
];

let home: string;
let library: string;
let manifest: Manifest;
let packed: string[];

/** Somebody else's application, whose only link to this repository is the packed library. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'chatkit-packed-'));
  ({ library, manifest, files: packed } = await unpackLibrary(home, ownDependencies));
  await cp('test/real/packed-app', home, { recursive: true });
  await writeFile(join(home, 'package.json'), '{"name":"flower-shop","private":true,"type":"module"}');
}, 120_000);

afterAll(() => rm(home, { recursive: true, force: true }));

describe('the packed library', () => {
  it('holds what is built, and neither sources nor tests nor maps', () => {
    const known =
      /^(dist\/.*\.(js|d\.ts)|client\/dist\/.*|embedded-template-[\d.]+\.tar\.gz|[A-Z]+(\.md)?|package\.json)$/;
    expect(packed.filter((path) => !known.test(path))).toEqual([]);
    expect(packed).toEqual(expect.arrayContaining(['dist/src/index.js', 'dist/src/index.d.ts', 'LICENSE']));
  });

  it.each(['js', 'd.ts'])(
    'imports in its %s files what it depends on, and nothing outside of itself',
    async (kind) => {
      const allowed = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
      const files = await importsFrom(join(library, `dist/src/index.${kind}`), kind);
      const reached = [...files.keys()];
      expect(reached.length).toBeGreaterThan(20);
      expect(reached.filter((path) => !path.startsWith(join(library, 'dist')))).toEqual([]);
      const packages = new Set([...files.values()].flat().map(packageOf));
      expect([...packages].filter((name) => !allowed.has(name))).toEqual([]);
      // A server framework of one kind would be a burden to an application on another.
      expect(packages).not.toContain('express');
      expect(packages).not.toContain('@nestjs/platform-express');
      expect(packages).not.toContain('@openai/agents');
    },
  );

  it.each(['js', 'd.ts'])('gives a page %s files that are its own, and load nothing else', async (kind) => {
    const files = await importsFrom(join(library, `dist/browser/index.${kind}`), kind);
    const own = join(library, 'dist/browser/');
    expect([...files.keys()].filter((path) => !path.startsWith(own))).toEqual([]);
    expect([...files.values()].flat()).toEqual([]);
    expect(files.size).toBeGreaterThan(1);
    for (const file of files.keys())
      expect(await readFile(file, 'utf8')).not.toMatch(/['"]node:|\bprocess\./);
  });

  it('is linked to this repository by nothing', async () => {
    expect((await lstat(library)).isSymbolicLink()).toBe(false);
    const links = await linksIn(join(home, 'node_modules'));
    expect(links.length).toBeGreaterThan(10);
    const own = ['src', 'dist', 'client'].map((folder) => join(repository, folder));
    for (const link of links) {
      const target = await realpath(link);
      expect([link, own.some((folder) => target.startsWith(folder)), target === repository]).toEqual([
        link,
        false,
        false,
      ]);
    }
  });

  it.each([
    ['nodenext', ['--module', 'nodenext']],
    ['bundler', ['--module', 'esnext', '--moduleResolution', 'bundler']],
  ])(
    'types its user strictly, without skipping its declarations: %s',
    async (_name, options) => {
      const { stdout } = await run(
        process.execPath,
        [tsc, '-p', '.', '--noEmit', '--listFiles', ...options],
        {
          cwd: home,
          maxBuffer: 64 * 1024 * 1024,
        },
      ).catch((error: { stdout: string }) => error);
      expect(stdout.split('\n').filter((line) => line.includes('error TS'))).toEqual([]);
      const read = stdout.split('\n').filter((line) => line.startsWith(repository));
      expect(read.filter((path) => !path.startsWith(join(repository, 'node_modules')))).toEqual([]);
      expect(stdout).toContain(join(library, 'dist/src/index.d.ts'));
    },
    120_000,
  );
});

describe.each(['express', 'fastify'])('an application of somebody else on %s', (adapter) => {
  beforeAll(async () => {
    await run(process.execPath, [tsc, '-p', '.', '--skipLibCheck'], { cwd: home });
  }, 120_000);

  describe.each(['default', 'unparsed', 'raw'])('with bodies %s', (parser) => {
    let shop: Shop;
    beforeAll(async () => {
      shop = await startShop(adapter, parser);
    });
    afterAll(() => shop.stop());

    it('holds a whole conversation: widget, question, client tool, end', async () => {
      const client = shop.as('ann', 'chat', { 'x-shop': 'tulips' });
      const { threadId, events } = await client.createThread('Flowers!');
      expect(typesOf(events)).toEqual([
        'thread.created',
        'thread.item.done',
        'stream_options',
        'thread.item.added',
        'thread.item.updated',
        'thread.item.updated',
        'thread.item.done',
        'thread.item.done',
      ]);
      const [, widget, question] = await client.items(threadId);
      expect(JSON.stringify(widget)).toContain('A bouquet of tulips');
      const called = await client.stream('threads.add_structured_input', {
        thread_id: threadId,
        item_id: question!.id,
        input: { answers: { day: { values: ['Friday'] } } },
      });
      expect(called.at(-1)).toMatchObject({ item: { type: 'client_tool_call', status: 'pending' } });
      await client.stream('threads.add_client_tool_output', { thread_id: threadId, result: 'Quay 4' });
      const items = await client.items(threadId);
      expect(items.map(({ type }) => type)).toEqual([
        'user_message',
        'widget',
        'structured_input',
        'client_tool_call',
        'assistant_message',
        'end_of_turn',
      ]);
      expect(JSON.stringify(items[4])).toContain('On Friday, to \\"Quay 4\\".');
    });

    it('has two servers, one of them at two paths', async () => {
      for (const path of ['staff/chat', 'office/chat']) {
        const { events } = await shop.as('bea', path).createThread('Hello');
        expect(JSON.stringify(events.at(-1))).toContain('Good morning, bea.');
      }
      const listed = await shop.as('bea', 'chat').call('threads.list', {});
      expect(listed.body).toMatchObject({ data: [] });
    });

    it('is protected by its own guard, and parts its people', async () => {
      const nobody = await shop.as(undefined, 'chat').post('{"type":"threads.list","params":{}}');
      expect(nobody.status).toBe(401);
      const { threadId } = await shop.as('ann', 'staff/chat').createThread('Hello');
      const foreign = await shop.as('bea', 'staff/chat').call('threads.get_by_id', { thread_id: threadId });
      expect(foreign.status).toBe(404);
    });

    it('lets pages of other origins read its streams, with the headers that it sets on every answer', async () => {
      const request = { type: 'threads.create', params: userInput('Hello') };
      const response = await shop
        .as('ann', 'staff/chat')
        .post(JSON.stringify(request), { headers: { origin: 'https://flowers.example' } });
      expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      expect(response.headers.get('access-control-allow-origin')).toBe('https://flowers.example');
      expect(response.headers.get('x-open')).toBe('until six');
      expect(response.headers.get('access-control-expose-headers')).toContain('chatkit-turn-id');
      expect(await response.text()).toContain('Good morning');
    });

    // Fastify's own parser asks for a type; what nobody parsed before is read by the mount itself.
    const readsItself = adapter === 'express' || parser === 'unparsed';
    it(`${readsItself ? 'takes' : 'refuses'} a body that has no content-type`, async () => {
      const response = await fetch(`${shop.url}/chat`, {
        method: 'POST',
        headers: { authorization: 'Bearer ann' },
        body: Buffer.from('{"type":"threads.list","params":{}}'),
      });
      expect(response.status).toBe(readsItself ? 200 : 415);
    });

    it('refuses what is no request with the reason', async () => {
      const response = await shop.as('ann', 'chat').post('{"type":"threads.dance","params":{}}');
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({ code: 'bad_request' }),
      ]);
      expect((await shop.as('ann', 'chat').post('{"type":')).status).toBe(400);
    });
  });

  it('brings running answers to an end before it closes', async () => {
    const shop = await startShop(adapter);
    try {
      const stream = await shop.as('ann', 'chat').open('threads.create', userInput('slowly'));
      const events = [];
      for await (const event of stream.events) {
        events.push(event);
        if (textOf([event]) === 'Roses ') shop.child.kill('SIGTERM');
      }
      expect(textOf(events)).toBe('Roses take time.');
      expect(events.at(-1)).toMatchObject({ type: 'thread.item.done' });
      await eventually(() => expect(shop.child.exitCode).toBe(0));
      expect(shop.log()).toContain('closed');
    } finally {
      await shop.stop();
    }
  });
});

interface Shop {
  url: string;
  child: ChildProcess;
  log(): string;
  as(user: string | undefined, path: string, headers?: Record<string, string>): ChatKitClient;
  stop(): Promise<void>;
}

/** The application as a process of its own. */
async function startShop(adapter: string, parser = 'default'): Promise<Shop> {
  const child = spawn(process.execPath, [`out/${adapter}.js`, parser], {
    cwd: home,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  const url = await new Promise<string>((found, failed) => {
    const read = (chunk: Buffer) => {
      log += chunk.toString();
      const [, listening] = /listening on (\S+)/.exec(log) ?? [];
      if (listening) found(listening);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => failed(new Error(`The application ended with ${code}:\n${log}`)));
  });
  return {
    child,
    url,
    log: () => log,
    as: (user, path, headers = {}) => new ChatKitClient(url, user, headers, path),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** The files that an entry reaches inside its package, each with the packages that it imports. */
async function importsFrom(entry: string, kind: string): Promise<Map<string, string[]>> {
  const reached = new Map<string, string[]>();
  const visit = async (file: string): Promise<void> => {
    if (reached.has(file)) return;
    const source = (await readFile(file, 'utf8')).replace(/\/\*[\s\S]*?\*\//g, '');
    const named = [...source.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, name]) => name!);
    reached.set(
      file,
      named.filter((name) => !name.startsWith('.') && !name.startsWith('node:')),
    );
    for (const name of named.filter((name) => name.startsWith('.'))) {
      await visit(await realpath(join(dirname(file), name.replace(/\.js$/, `.${kind}`))));
    }
  };
  await visit(await realpath(entry));
  return reached;
}

const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

async function linksIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => join(folder, name));
  const scopes = entries.filter(({ name }) => name.startsWith('@'));
  const nested = await Promise.all(scopes.map(({ name }) => linksIn(join(folder, name))));
  return [...found, ...nested.flat()];
}
