import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { examine } from '../../src/cli/doctor/examine.js';
import { toLines, type Finding } from '../../src/cli/doctor/finding.js';
import { parseConfig } from '../../src/config.js';
import { fillDataDir } from '../support/databases.js';
import { startFakeMcp } from '../support/fake-mcp.js';

const key = 'sk-canary-of-the-doctor-0123456789';
const secret = 'canary-secret-of-the-doctor-0123456789';

const doctorPath = resolve('dist/src/cli/doctor.js');

describe('the doctor (row 40)', () => {
  let dir: string;
  const servers: Server[] = [];

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'doctor-'));
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    rmSync(dir, { recursive: true });
  });

  const settings = (variables: Record<string, string>) => ({
    PORT: '0',
    DATA_DIR: join(dir, 'data'),
    ...variables,
  });
  const findings = (variables: Record<string, string> = {}) =>
    examine(() => parseConfig(settings(variables)));
  const about = async (name: string, variables: Record<string, string> = {}) =>
    (await findings(variables)).filter((finding) => finding.name === name);

  /** An HTTP server that always answers the same. Returns its URL. */
  async function answering(status: number, body = '', headers: Record<string, string> = {}): Promise<string> {
    const server = createServer((_, response) => response.writeHead(status, headers).end(body));
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('finds nothing to mend where nothing is set', async () => {
    const all = await findings();
    expect(all.filter(({ level }) => level !== 'ok')).toEqual([]);
    expect(all.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['settings', 'model', 'database', 'MCP', 'CORS', 'domain key', 'clock', 'port']),
    );
  });

  it('loads the operator’s own assistant, and says what is the matter with it', async () => {
    expect(await about('assistant')).toMatchObject([{ level: 'ok', detail: 'the bundled one' }]);
    const module = (file: string) =>
      about('assistant', { ASSISTANT_MODULE: file, OPENAI_BASE_URL: 'http://127.0.0.1:1' });
    expect(await module('examples/agent-builder/museum-desk.ts')).toMatchObject([
      { level: 'ok', detail: expect.stringContaining('gives a workflow') },
    ]);
    writeFileSync(
      join(dir, 'stub.mjs'),
      'const approvalRequest = (message) => {\n  return true;\n};\nexport const runWorkflow = () => approvalRequest("");',
    );
    expect(await module(join(dir, 'stub.mjs'))).toMatchObject([
      { level: 'ok' },
      { level: 'warning', detail: expect.stringContaining('approves everything') },
    ]);
    const [fault] = (await findings({ ASSISTANT_MODULE: './none.mjs' })).filter(
      ({ level }) => level === 'failure',
    );
    expect(fault).toMatchObject({
      detail: expect.stringContaining('none.mjs'),
      fix: expect.stringContaining('ASSISTANT_MODULE'),
    });
  });

  it('names the tools that the bundled MCP server offers (row 208)', async () => {
    const [mcp] = await about('MCP');
    expect(mcp!.detail).toMatch(/^5 tools: .*add_task/);
  });

  it('says of every outside MCP server whether its tools can be had', async () => {
    const fake = await startFakeMcp({
      register: (server) => void server.registerTool('look', {}, () => ({ content: [] })),
    });
    const gone = await startFakeMcp({ register: () => undefined });
    await gone.close();
    const headers = { authorization: `Bearer ${secret}` };
    const servers = [
      { name: 'good', url: fake.url, headers },
      { name: 'gone', url: gone.url },
      { name: 'page', url: await answering(200, '<html>', { 'content-type': 'text/html' }) },
      { name: 'closed', url: await answering(401, secret) },
    ];
    const all = await findings({ MCP_SERVERS: JSON.stringify(servers) });
    const found = all.filter(({ name }) => name.startsWith('MCP server'));
    expect(found.map(({ name, level, detail }) => [name, level, detail])).toEqual([
      ['MCP server good', 'ok', 'offers 1 tools'],
      ['MCP server gone', 'warning', expect.stringMatching(/unreachable/)],
      ['MCP server page', 'warning', expect.stringMatching(/not MCP/)],
      ['MCP server closed', 'warning', expect.stringMatching(/refused \(HTTP 401\)/)],
    ]);
    expect(JSON.stringify(found)).not.toContain(secret);
    await fake.close();
  });

  it('names every setting that is wrong, and looks at nothing else then', async () => {
    const all = await findings({ PORT: 'many', OPENAI_BASE_URL: 'nowhere', BETTER_AUTH_SECRET: 'short' });
    expect(all.map(({ name, level, detail }) => [name, level, detail.split(':')[0]])).toEqual([
      ['settings', 'failure', 'PORT'],
      ['settings', 'failure', 'OPENAI_BASE_URL'],
      ['settings', 'failure', 'BETTER_AUTH_SECRET'],
    ]);
  });

  it.each([
    [401, '{}', 'failure', /refuses the key/, /OPENAI_API_KEY/],
    [404, '', 'failure', /no \/models/, /OPENAI_BASE_URL/],
    [500, '', 'failure', /answers 500/, /try again/],
    [429, '', 'warning', /no room/, /limits/],
    [200, '<html>', 'failure', /not with a list/, /OPENAI_BASE_URL/],
    [200, '{"data":[{"id":"other"}]}', 'warning', /does not list the model wanted/, /such as other/],
    [200, '{"data":[{"id":"wanted"}]}', 'ok', /lists wanted/, undefined],
  ] as const)('explains a model endpoint that answers %i %s', async (status, body, level, detail, fix) => {
    const url = await answering(status, body);
    const [model] = await about('model', { OPENAI_API_KEY: key, OPENAI_BASE_URL: url, MODEL: 'wanted' });
    expect(model).toMatchObject({ level, detail: expect.stringMatching(detail) });
    if (fix) expect(model!.fix).toMatch(fix);
    else expect(model!.fix).toBeUndefined();
  });

  it('says so when the endpoint has no model for titles', async () => {
    const url = await answering(200, '{"data":[{"id":"wanted"}]}');
    const settings = { OPENAI_BASE_URL: url, MODEL: 'wanted', TITLE_MODEL: 'tiny' };
    expect(await about('model', settings)).toMatchObject([
      {
        level: 'warning',
        detail: expect.stringContaining('tiny'),
        fix: expect.stringContaining('TITLE_MODEL'),
      },
    ]);
  });

  it('asks for a key where the endpoint wants one and none is set (row 30)', async () => {
    const [model] = await about('model', { OPENAI_BASE_URL: await answering(401) });
    expect(model).toMatchObject({ level: 'failure', fix: 'set OPENAI_API_KEY' });
  });

  it('explains a model endpoint and a database where nothing listens', async () => {
    const unused = await answering(200);
    await new Promise((resolve) => servers.pop()!.close(resolve));
    const address = new URL(unused).host;
    const all = await findings({
      OPENAI_BASE_URL: unused,
      DATABASE_URL: `postgres://me:${secret}@${address}/db`,
    });
    const refused = all.filter(({ level }) => level === 'failure');
    expect(refused.map(({ name }) => name)).toEqual(['model', 'database']);
    for (const { detail, fix } of refused) {
      expect(detail).toContain('connection refused');
      expect(fix).toMatch(/^start/);
    }
  });

  it('compares the clock with the model endpoint’s, and fails from 30 s on', async () => {
    const at = (ms: number) => ({ date: new Date(Date.now() + ms).toUTCString() });
    const off = await answering(200, '{"data":[]}', at(-90_000));
    const [clock] = await about('clock', { OPENAI_BASE_URL: off });
    expect(clock).toMatchObject({ level: 'failure', detail: expect.stringMatching(/(89|90|91) s ahead of/) });
    const near = await answering(200, '{"data":[]}', at(10_000));
    expect(await about('clock', { OPENAI_BASE_URL: near })).toMatchObject([{ level: 'ok' }]);
  });

  it('looks into an embedded database without changing it', async () => {
    await fillDataDir(join(dir, 'data'));
    const [database] = await about('database');
    expect(database).toMatchObject({ level: 'ok', detail: expect.stringContaining('schema up to date') });
    expect(await about('database')).toEqual([database]);
  });

  it('ends with 1 when something is to be mended, and with 0 when nothing is', async () => {
    const run = async (variables: Record<string, string>) => {
      const doctor = spawn(process.execPath, [doctorPath, '--json'], {
        cwd: dir,
        env: { PATH: process.env.PATH, ...settings(variables) },
      });
      const [output, [code]] = await Promise.all([text(doctor.stdout), once(doctor, 'exit')]);
      return { code, report: JSON.parse(output) };
    };
    expect(await run({})).toMatchObject({ code: 0, report: { ok: true } });
    expect(await run({ PORT: 'many' })).toMatchObject({
      code: 1,
      report: { ok: false, findings: [{ name: 'settings', level: 'failure' }] },
    });
  });

  it('says which process holds the embedded database', async () => {
    mkdirSync(join(dir, 'data', 'pglite'), { recursive: true });
    const holder = spawn(process.execPath, [
      '-e',
      `const [, dir] = process.argv;
       const stat = require('fs').readFileSync('/proc/self/stat', 'latin1');
       const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
       require('fs').writeFileSync(dir + '/database.' + process.pid + '.' + ticks + '.lock', '');
       console.log('held');
       setInterval(() => {}, 1000);`,
      join(dir, 'data'),
    ]);
    try {
      await once(holder.stdout, 'data');
      const [database] = await about('database');
      expect(database).toMatchObject({
        level: 'failure',
        detail: expect.stringContaining(`process ${holder.pid}`),
      });
      expect(database!.fix).toContain('DATA_DIR');
    } finally {
      holder.kill('SIGKILL');
      await once(holder, 'exit');
    }
  });

  it('says where attachments are kept, and when they cannot be (row 90)', async () => {
    expect(await about('attachments')).toMatchObject([
      { level: 'ok', detail: `are kept in ${join(dir, 'data', 'attachments')}` },
    ]);
    expect(await about('attachments', { ATTACHMENTS: 'off' })).toMatchObject([
      { level: 'ok', detail: 'are off' },
    ]);
    writeFileSync(join(dir, 'file'), '');
    const nowhere = { ATTACHMENTS_DIR: join(dir, 'file', 'attachments') };
    expect(await about('attachments', nowhere)).toMatchObject([
      { level: 'failure', fix: expect.stringContaining('set ATTACHMENTS_DIR') as string },
    ]);
  });

  it('says when the data directory cannot be made', async () => {
    writeFileSync(join(dir, 'file'), '');
    const [database] = await about('database', { DATA_DIR: join(dir, 'file', 'data') });
    expect(database).toMatchObject({
      level: 'failure',
      detail: expect.stringContaining('cannot be written'),
    });
  });

  it('tells a port that somebody else has from one that the server itself has', async () => {
    const port = (url: string) => ({ PORT: new URL(url).port });
    const [taken] = await about('port', port(await answering(404)));
    expect(taken).toMatchObject({ level: 'failure', fix: expect.stringContaining('PORT') });
    const [own] = await about('port', port(await answering(200, '{"domainKey":"local-dev"}')));
    expect(own).toMatchObject({ level: 'ok', detail: expect.stringContaining('running nestjs-chatkit') });
  });

  it('warns of origins that do not fit production (rows 143, 205)', async () => {
    const production = { NODE_ENV: 'production', BETTER_AUTH_SECRET: secret, HOST: '0.0.0.0' };
    const levels = async (name: string, more: Record<string, string> = {}) =>
      (await about(name, { ...production, ...more })).map(({ level }) => level);
    expect(await levels('CORS')).toEqual(['warning']);
    const ALLOWED_ORIGINS =
      'http://localhost:3000,https://localhost,http://a.example,https://a.example,capacitor://localhost';
    expect(await levels('CORS', { ALLOWED_ORIGINS })).toEqual(['warning', 'warning', 'warning', 'ok', 'ok']);
    expect(await levels('domain key')).toEqual(['warning']);
    expect(await levels('domain key', { CHATKIT_DOMAIN_KEY: 'dk' })).toEqual(['ok']);
  });

  it('warns of plain HTTP in production (rows 204, 209)', async () => {
    const production = { NODE_ENV: 'production', BETTER_AUTH_SECRET: secret };
    const [plain] = await about('TLS', production);
    expect(plain).toMatchObject({ level: 'warning', fix: expect.stringContaining('TRUST_PROXY') });
    expect(await about('TLS', { ...production, TRUST_PROXY: '1' })).toMatchObject([{ level: 'ok' }]);
    expect(await about('TLS')).toEqual([]);
  });

  it('never prints a secret', async () => {
    const url = await answering(401, JSON.stringify({ error: { message: `bad key ${key}` } }));
    const all = await findings({
      OPENAI_API_KEY: key,
      OPENAI_BASE_URL: url,
      AUTH_MODE: 'jwt',
      BETTER_AUTH_SECRET: secret,
      DATABASE_URL: `postgres://me:${secret}@${new URL(url).host}/db`,
    });
    expect(JSON.stringify(all)).not.toContain('canary');
  });

  it('prints a fix under what is wrong', () => {
    const found: Finding[] = [
      { name: 'port', level: 'ok', detail: 'free' },
      { name: 'model', level: 'failure', detail: 'none', fix: 'set one' },
    ];
    expect(toLines(found)).toEqual(['✓ port   free', '✗ model  none', '         fix: set one']);
  });
});
