import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { ImportIds } from '../../src/cli/import/import-ids.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { createPostgres, freshDataDir, freshPostgres, postgresUrl } from '../support/databases.js';
import { hostedAnswer, hostedQuestion, hostedThread, listOf } from '../support/hosted-export.js';
import { startServerProcess } from '../support/server-process.js';

const command = resolve('dist/src/cli/import.js');

interface Report {
  threads: { found: number; added: number; known: number };
  items: { found: number; added: number; known: number };
  tasks: { found: number; added: number };
  types: Record<string, number>;
  problems: { reason: string; count: number }[];
}

/** Runs the command as a person would. */
async function bring(args: string[], settings: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH, ...settings };
  const ran = promisify(execFile)(process.execPath, [command, ...args, '--json'], { env, cwd: tmpdir() });
  const { stdout, stderr, code } = (await ran.catch((error: unknown) => error)) as {
    stdout: string;
    stderr: string;
    code?: number;
  };
  return { report: (stdout ? JSON.parse(stdout) : undefined) as Report, stderr, code: code ?? 0 };
}

describe('the tables of another chat server (rows 86-88, 105, 131, 162)', () => {
  let source: Awaited<ReturnType<typeof createPostgres>>;
  let target: Awaited<ReturnType<typeof freshPostgres>>;
  beforeAll(async () => {
    source = await createPostgres();
    target = await freshPostgres();
    const client = new pg.Client(source.url);
    await client.connect();
    await client.query(`
      CREATE TABLE conversation (id serial PRIMARY KEY, user_id text NOT NULL, created_at timestamptz, updated_at timestamptz);
      CREATE TABLE message (id serial PRIMARY KEY, conversation_id int, user_id text, role text, content text, created_at timestamptz);
      CREATE TABLE tasks (id serial PRIMARY KEY, user_id text, title text, description text, completed boolean);
      INSERT INTO conversation (user_id, created_at, updated_at)
        SELECT CASE n % 2 WHEN 0 THEN 'alice' ELSE 'bob' END, now() - n * interval '1 day', now() FROM generate_series(1, 40) n;
      INSERT INTO message (conversation_id, user_id, role, content, created_at)
        SELECT c.id, c.user_id, CASE n % 2 WHEN 1 THEN 'user' ELSE 'assistant' END, 'Message ' || n, c.created_at
        FROM conversation c, generate_series(1, 600) n;
      INSERT INTO tasks (user_id, title, completed) VALUES ('alice', 'Buy milk', false), ('alice', 'Buy bread', true);
    `);
    await client.end();
  });
  afterAll(async () => {
    await source.drop();
    await target.close();
  });

  const from = (...more: string[]) => ['--from', 'postgres', '--url', source.url, ...more];
  const count = async (table: string) => {
    const [row] = await target.dataSource.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM ${table}`);
    return row!.n;
  };

  it('are looked at first, and neither database is changed', async () => {
    const { report, code } = await bring(from(), { DATABASE_URL: target.url });
    expect(code).toBe(0);
    expect(report).toMatchObject({ threads: { found: 40 }, items: { found: 24_000 }, tasks: { found: 2 } });
    expect([await count('threads'), await count('thread_items'), await count('tasks')]).toEqual([0, 0, 0]);
  });

  it('come over whole after a run that was killed in the middle', async () => {
    const env = { PATH: process.env.PATH, DATABASE_URL: target.url };
    const first = spawn(process.execPath, [command, ...from('--apply')], { env, stdio: 'ignore' });
    const ended = once(first, 'exit');
    while ((await count('thread_items')) < 3_000) await new Promise(setImmediate);
    first.kill('SIGKILL');
    await ended;
    const [threads, items] = [await count('threads'), await count('thread_items')];
    expect(threads).toBeLessThan(40);

    const { report, code } = await bring(from('--apply'), { DATABASE_URL: target.url });
    expect(code).toBe(0);
    expect(report).toMatchObject({
      threads: { found: 40, added: 40 - threads, known: threads },
      items: { found: 24_000, added: 24_000 - items, known: items },
    });
    const inOrder = await target.dataSource.query<{ texts: string[] }[]>(
      `SELECT array_agg(data -> 'content' -> 0 ->> 'text' ORDER BY sequence) AS texts
       FROM thread_items GROUP BY thread_id`,
    );
    const expected = Array.from({ length: 600 }, (_, n) => `Message ${n + 1}`);
    expect(inOrder).toHaveLength(40);
    for (const { texts } of inOrder) expect(texts).toEqual(expected);
  });

  it('have nothing left for a third run', async () => {
    const { report } = await bring(from('--apply'), { DATABASE_URL: target.url });
    expect(report).toMatchObject({ threads: { added: 0 }, items: { added: 0, known: 24_000 } });
    expect(await count('thread_items')).toBe(24_000);
    expect(await count('tasks')).toBe(2);
  });

  it('are read by their owners, newest first, with their tasks', async () => {
    const server = await startServerProcess({ DATABASE_URL: target.url });
    try {
      const alice = await ChatKitClient.as(server.url, 'alice');
      const { body } = await alice.call('threads.list', { limit: 100 });
      expect(body.data).toHaveLength(20);
      const times = body.data.map(({ created_at }) => created_at);
      expect(times).toEqual([...times].sort().reverse());
      const answer = await alice.createThread('list my tasks');
      expect(JSON.stringify(answer.events)).toContain('Buy milk');
    } finally {
      await server.dispose();
    }
  });
});

describe('docs/import.md', () => {
  const told = readFileSync('docs/import.md', 'utf8');
  const commands = [...told.matchAll(/^npm run import -- (.*)$/gm)].map(([, args]) => args!);
  let dir: string;
  let tables: Awaited<ReturnType<typeof createPostgres>>;
  let openai: Server;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'chatkit-import-docs-'));
    tables = await createPostgres();
    const client = new pg.Client(tables.url);
    await client.connect();
    await client.query(`
      CREATE TABLE conversations (id uuid PRIMARY KEY, user_id text, created_at timestamptz);
      CREATE TABLE messages (id uuid PRIMARY KEY, conversation_id uuid, role text, content text, created_at timestamptz);
      INSERT INTO conversations VALUES (gen_random_uuid(), 'alice', now());
      INSERT INTO messages SELECT gen_random_uuid(), id, 'user', 'Hello', now() FROM conversations;
    `);
    await client.end();
    const said = [hostedThread('cthr_1'), hostedQuestion('cthr_1', 'cthi_1', 'Hello')];
    await writeFile(join(dir, 'export.jsonl'), said.map((each) => JSON.stringify(each)).join('\n'));
    await writeFile(join(dir, 'users.csv'), 'alice,bob\n');
    openai = createServer((request, response) => {
      const [thread, item] = said as [object, object];
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(listOf(/\/items/.test(request.url!) ? { ...item } : { ...thread })));
    }).listen(0, '127.0.0.1');
    await once(openai, 'listening');
  });
  afterAll(async () => {
    openai.close();
    await tables.drop();
    await rm(dir, { recursive: true, force: true });
  });

  it('has commands for each source', () => {
    for (const source of ['openai', 'json', 'postgres']) {
      expect(commands.filter((args) => args.includes(`--from ${source}`)).length).toBeGreaterThanOrEqual(2);
    }
  });

  it.each(commands)('import %s', async (line) => {
    const args = line
      .replace('postgres://reader@db.example.com/chat', tables.url)
      .split(' ')
      .map((arg) => (/\.(jsonl|csv)$/.test(arg) ? join(dir, arg) : arg));
    const { port } = openai.address() as AddressInfo;
    const { report, code } = await bring(args, {
      DATA_DIR: await freshDataDir(),
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
    });
    expect(code).toBe(0);
    expect(report).toMatchObject({ threads: { found: 1, added: 1 }, items: { added: 1 }, problems: [] });
  });
});

describe('what cannot be read', () => {
  it.each([
    ['a database without the tables', postgresUrl, /has no table conversations or conversation/, 2],
    ['a server that is not there', 'postgres://127.0.0.1:1/none', /The import stopped: .*ECONNREFUSED/, 1],
  ])('%s ends with words', async (_, url, words, expected) => {
    const { stderr, code } = await bring(['--from', 'postgres', '--url', url]);
    expect([code, stderr]).toEqual([expected, expect.stringMatching(words)]);
  });
});

describe('a large export', () => {
  it('of 40,000 items needs little memory, and goes into the embedded database', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'chatkit-import-large-'));
    try {
      const file = join(dir, 'export.jsonl');
      const out = createWriteStream(file);
      const write = async (value: object) => {
        if (!out.write(`${JSON.stringify(value)}\n`)) await once(out, 'drain');
      };
      const padding = ' and so on'.repeat(40);
      for (let n = 0; n < 200; n++) await write(hostedThread(`cthr_${n}`, { created_at: 1_760_000_000 + n }));
      // Of all threads by turns: none is whole before the end.
      for (let n = 0; n < 40_000; n++) {
        const [make, at] = [n % 400 < 200 ? hostedQuestion : hostedAnswer, 1_760_000_000 + n];
        await write(make(`cthr_${n % 200}`, `cthi_${n}`, `Item ${n}${padding}`, { created_at: at }));
      }
      out.end();
      await once(out, 'close');
      const settings = { DATA_DIR: await freshDataDir(), NODE_OPTIONS: '--max-old-space-size=96' };
      const { report, code, stderr } = await bring(['--from', 'json', '--apply', file], settings);
      expect([code, stderr]).toEqual([0, expect.not.stringContaining('stopped')]);
      expect(report).toMatchObject({ threads: { added: 200 }, items: { added: 40_000 }, problems: [] });

      const server = await startServerProcess({ DATA_DIR: settings.DATA_DIR });
      try {
        const alice = await ChatKitClient.as(server.url, 'alice');
        const items = await alice.items(new ImportIds(['hosted', '']).thread('cthr_7'));
        expect(items).toHaveLength(200);
      } finally {
        await server.dispose();
      }
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  }, 240_000);
});
