import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { startTalkingServer, type TalkingServer } from '../support/talking-server.js';
import { startSpoiling } from '../support/spoiling-proxy.js';

/** Runs the command as a terminal would. */
async function run(...args: string[]) {
  const child = spawn(process.execPath, [resolve('dist/src/cli/nestjs-chatkit.js'), ...args]);
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out, errors };
}

describe('the command nestjs-chatkit', () => {
  it('says what it can do', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const name of ['start', 'doctor', 'conformance'])
      expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it.each(['start', 'doctor', 'conformance'])('says what %s does', async (name) => {
    const { code, out } = await run(name, '--help');
    expect([code, out.split('\n')[0]]).toEqual([0, expect.stringContaining(`nestjs-chatkit ${name}`)]);
  });

  it.each([
    [['imagine'], 'There is no command imagine.'],
    [[], 'Name a command.'],
    [['start', '--port', '1'], "Unknown option '--port'"],
    [['doctor', '--jsn'], "Unknown option '--jsn'"],
    [['conformance'], 'Name the address of a server'],
    [['conformance', 'localhost:8000'], 'is not an http or https address'],
    [['conformance', 'http://a:b@localhost/'], 'not in the address'],
    [['conformance', 'http://localhost/', '--header', 'x'], "'Name: value'"],
    [['conformance', 'http://localhost/', '--timeout', 'soon'], 'give seconds'],
    [['conformance', 'http://localhost/', '--only', 'threads.imagine'], 'no operation threads.imagine'],
    [['conformance', 'http://localhost/', '--known-failures', 'a/b'], 'no case is called a/b'],
    [['conformance', 'http://127.0.0.1:1/'], 'Nothing answers at http://127.0.0.1:1/'],
  ])('refuses %j in words', async (args, words) => {
    const { code, out, errors } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(errors).toContain(words);
  });
});

describe('nestjs-chatkit conformance', () => {
  let server: TalkingServer;
  let broken: TalkingServer;
  let dir: string;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'conformance-'));
    server = await startTalkingServer('https://app.example.com');
    broken = await startSpoiling(server.url, {
      answer: (answer, { type }) => {
        if (type === 'items.feedback') answer.body = '[]';
      },
    });
  });
  afterAll(async () => {
    rmSync(dir, { recursive: true });
    await broken.close();
    await server.close();
  });
  const ask = (url: string, ...more: string[]) =>
    run('conformance', url, '--token', 'canary-token', '--only', 'items.feedback', ...more);

  it('ends with 0 on a server that passes, and prints its operations (row 206)', async () => {
    const { code, out } = await ask(server.url);
    expect(out).toMatch(/^items\.feedback +\d+ +- +2$/m);
    expect(code).toBe(0);
  });

  it('ends with 1 on one that fails, and says what was sent, what came and what is expected', async () => {
    const { code, out } = await ask(broken.url);
    expect(code).toBe(1);
    expect(out).toContain('✗ items.feedback/positive');
    expect(out).toMatch(
      /sent +items\.feedback positive\n +came +200 application\/json, \[\]\n +expected +200 with \{\}/,
    );
    expect(out).toContain('rule      E73 E74 E75 §2.13');
    expect(out).not.toContain('canary-token');
  });

  it('ends with 0 when the failures are known, from a file as from a list', async () => {
    const file = join(dir, 'known.txt');
    const names = ['items.feedback/positive', 'items.feedback/negative', 'items.feedback/shapes'];
    writeFileSync(file, `# ours\n\n${names.map((name) => `${name} an old mistake\n`).join('')}`);
    const fromFile = await ask(broken.url, '--known-failures', file);
    expect(fromFile.out).toContain('items.feedback/positive (must): an old mistake');
    expect(fromFile.code).toBe(0);
    expect((await ask(broken.url, '--known-failures', names.join(','))).code).toBe(0);
  });

  it('names a known failure that passes', async () => {
    const { code, out } = await ask(server.url, '--known-failures', 'items.feedback/positive');
    expect(out).toContain('Known failures that passed\n  items.feedback/positive');
    expect(code).toBe(0);
  });

  it('gives the same as JSON', async () => {
    const { code, out } = await ask(broken.url, '--json');
    expect(code).toBe(1);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ url: broken.url, ok: false, summary: { broken: 3, known: 0 } });
    const [{ name, level, failure }] = report.cases.filter(
      (each: { result: string }) => each.result === 'failed',
    );
    expect({ name, level, failure }).toEqual({
      name: 'items.feedback/positive',
      level: 'must',
      failure: {
        sent: 'items.feedback positive',
        came: '200 application/json, []',
        expected: '200 with {}',
      },
    });
  });

  it('does not wait for a server that never answers', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const { code, errors } = await run('conformance', url, '--timeout', '0.5');
    silent.closeAllConnections();
    silent.close();
    expect([code, errors]).toEqual([2, expect.stringContaining('none in time')]);
  });

  it('says that a token is needed, or another path', async () => {
    const stranger = await run('conformance', server.url);
    expect([stranger.code, stranger.errors]).toEqual([2, expect.stringContaining('give --token')]);
    const elsewhere = await run('conformance', new URL('/', server.url).href, '--token', 'alice');
    expect([elsewhere.code, elsewhere.errors]).toEqual([2, expect.stringContaining('such as /chatkit')]);
  });
});
