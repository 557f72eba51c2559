import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startAskedProvider, type AskedProvider } from '../support/asked-provider.js';
import { unpackLibrary } from '../support/packed-library.js';
import { writers } from '../support/scripted-provider.js';

// What the guides tell to do, done in a fresh folder, with the packed library in the place of the registry's.

const run = promisify(execFile);
const outboundRecorder = resolve('test/support/record-outbound.cjs');

/** The commands of a guide, in order. */
async function commandsOf(guide: string): Promise<string[]> {
  const text = await readFile(guide, 'utf8');
  return [...text.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, block]) => block!.trim().split('\n'));
}

let home: string;
let provider: AskedProvider;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'chatkit-guide-'));
  provider = await startAskedProvider((asked) => {
    const isSorting = asked.text?.format?.type === 'json_schema';
    return writers.responses({ text: isSorting ? '{"topic":"tickets"}' : 'Two tickets are 18 euros.' });
  });
  await install();
}, 120_000);
afterAll(async () => {
  provider.close();
  await rm(home, { recursive: true, force: true });
});

/** What `npm install nestjs-chatkit` leaves behind, for all folders below, and the tool that `npx` would fetch. */
async function install(): Promise<void> {
  const { library, manifest } = await unpackLibrary(home, ['esbuild', `@esbuild/linux-${process.arch}`]);
  const bin = join(home, 'node_modules/.bin');
  await mkdir(bin, { recursive: true });
  const command = join(library, manifest.bin['nestjs-chatkit']!);
  await chmod(command, 0o755);
  await symlink(command, join(bin, 'nestjs-chatkit'));
  await symlink(await realpath('node_modules/.bin/esbuild'), join(bin, 'esbuild'));
}

const environment = (settings: Record<string, string> = {}) => ({
  PATH: process.env.PATH,
  HOME: home,
  PORT: '0',
  THREAD_TITLES: 'off',
  CHATKIT_TEST_OUTBOUND: process.env.CHATKIT_TEST_OUTBOUND,
  NODE_OPTIONS: `--require ${outboundRecorder}`,
  npm_config_offline: 'true',
  npm_config_update_notifier: 'false',
  ...settings,
});

interface Started {
  url: string;
  log(): string;
  end(): Promise<number | null>;
}

/** Runs a command that starts the server, until it listens. */
async function start(command: string, cwd: string, settings: Record<string, string>): Promise<Started> {
  // The shell gives way to the command, so that a signal reaches it; `npx` would stand between.
  const own = command.replace('npx nestjs-chatkit', `exec ${home}/node_modules/.bin/nestjs-chatkit`);
  const child: ChildProcess = spawn('bash', ['-c', own], { cwd, env: environment(settings) });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let log = '';
  const url = await new Promise<string>((found, failed) => {
    const read = (chunk: Buffer) => {
      log += chunk.toString();
      const [, listening] = /"msg":"listening","url":"([^"]+)"/.exec(log) ?? [];
      if (listening) found(listening);
    };
    child.stdout!.on('data', read);
    child.stderr!.on('data', read);
    void exited.then(([code]) => failed(new Error(`The server ended with ${code}:\n${log}`)));
  });
  const end = async () => {
    child.kill('SIGTERM');
    return (await exited)[0];
  };
  return { url, log: () => log, end };
}

/** The lines that ask the server, in one shell: the second one needs what the first one found. */
async function ask(lines: readonly string[], url: string): Promise<string> {
  const script = lines.join('\n').replaceAll('localhost:8000', url);
  return (await run('bash', ['-c', script], { env: environment(), timeout: 20_000 })).stdout;
}

describe('docs/from-agent-builder.md', () => {
  let folder: string;
  let asking: string[];
  let startCommand: string;

  it('takes its reader from the export to the doctor (rows 135, 184)', async () => {
    const commands = await commandsOf('docs/from-agent-builder.md');
    asking = commands.splice(commands.findIndex((line) => line.startsWith('TOKEN=')));
    startCommand = commands.pop()!;
    expect([startCommand, asking.length]).toEqual(['npx nestjs-chatkit start', 2]);
    folder = home;
    for (const command of commands) {
      if (command.startsWith('cd ')) folder = join(folder, command.slice('cd '.length));
      else if (command === 'npm install nestjs-chatkit') {
        await cp('examples/agent-builder/museum-desk.ts', join(folder, 'workflow.ts'));
      } else {
        const settings = { MODEL_PROVIDER: 'demo' };
        await run('bash', ['-c', command], { cwd: folder, env: environment(settings) });
      }
    }
    expect(await readFile(join(folder, '.env'), 'utf8')).toBe(
      'ASSISTANT_MODULE=./workflow.mjs\nOPENAI_API_KEY=sk-...\n',
    );
  }, 120_000);

  it('gives an answer of the workflow’s, and sends nothing elsewhere', async () => {
    const server = await start(startCommand, folder, { OPENAI_BASE_URL: provider.baseURL });
    const answer = await ask(asking, server.url);
    expect(answer).toContain('"text":"Two tickets are 18 euros."');
    expect(answer).toContain('Sorting agent');
    expect(provider.requests).toHaveLength(2);
    expect(await server.end()).toBe(0);
    expect(await readFile(process.env.CHATKIT_TEST_OUTBOUND!, 'utf8')).toBe('');
  }, 60_000);

  it('gives an answer of the demo model’s without a key, and the branches work', async () => {
    const server = await start(startCommand, folder, { MODEL_PROVIDER: 'demo' });
    expect(await ask(asking, server.url)).toMatch(/"text":"[^"]*demo model/);
    expect(server.log()).toContain('the demo model stands in for the models of ASSISTANT_MODULE');
    expect(await server.end()).toBe(0);
  }, 60_000);
});

describe('docs/assistants.md', () => {
  it('has an assistant that starts with its command, and answers', async () => {
    const folder = join(home, 'host');
    await mkdir(folder);
    const text = await readFile('docs/assistants.md', 'utf8');
    const [, file, code] = /```js\n\/\/ (\S+)\n([^]*?)```/.exec(text)!;
    await writeFile(join(folder, file!), code!);
    const [installing, command, ...more] = await commandsOf('docs/assistants.md');
    expect([installing, more]).toEqual(['npm install nestjs-chatkit', []]);
    const server = await start(command!, folder, {
      OPENAI_BASE_URL: provider.baseURL,
      OPENAI_API_KEY: 'sk-x',
    });
    const guide = await commandsOf('docs/from-agent-builder.md');
    expect(await ask(guide.slice(-2), server.url)).toContain('Two tickets are 18 euros.');
    await server.end();
  }, 120_000);
});

describe('a module that cannot be the assistant', () => {
  const modules = {
    'other-sdk.mjs': 'class Agent {}\nexport default new Agent();',
    'broken.mjs': 'export const runWorkflow = ',
    'failing.mjs': 'throw new Error("no credentials");',
    'lonely.mjs': 'import "@nobody/knows";',
    'empty.mjs': 'export const answer = 42;',
    // Types that are imported as values, as exports have them, no version of Node reads.
    'export.ts':
      'import { AgentInputItem } from "@openai/agents";\nexport const runWorkflow = (item: AgentInputItem) => item;',
  };
  let folder: string;
  beforeAll(async () => {
    folder = join(home, 'faults');
    await mkdir(folder);
    for (const [name, code] of Object.entries(modules)) await writeFile(join(folder, name), code);
  });

  it('stops the start in words', async () => {
    const starting = start('npx nestjs-chatkit start', folder, { ASSISTANT_MODULE: './none.mjs' });
    const { message } = await starting.then(
      () => new Error('It started.'),
      (error: Error) => error,
    );
    expect(message).toMatch(
      /ended with 1:\nThe settings do not allow a start:\n {2}- ASSISTANT_MODULE: there is no file/,
    );
    expect(message).not.toMatch(/^\s+at /m);
  }, 30_000);

  it.each([
    ['nowhere', /there is no package nowhere in node_modules/],
    ['./broken.mjs', /\.\/broken\.mjs is no module that Node can read/],
    ['./failing.mjs', /failed while it was loaded: Error: no credentials/],
    ['./lonely.mjs', /imports what is not installed; npm install it .*@nobody\/knows/],
    ['./empty.mjs', /exports answer; let it export an Agent/],
    ['./other-sdk.mjs', /has an @openai\/agents of its own/],
    ['./export.ts', /npx esbuild \.\/export\.ts .* set ASSISTANT_MODULE=\.\/export\.mjs/],
  ])('is named with what is wrong: %s', async (module, words) => {
    const loader = join(home, 'node_modules/nestjs-chatkit/dist/src/agent/assistants/assistant-module.js');
    const code = `import { loadAssistant } from ${JSON.stringify(loader)};
      const model = { provider: 'openai' };
      await loadAssistant({ assistantModule: '${module}', model }).catch(({ faults }) => console.log(faults[0]));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: folder });
    expect(stdout).toMatch(/^ASSISTANT_MODULE: /);
    expect(stdout).toMatch(words);
  });
});
