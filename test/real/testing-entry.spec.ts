import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A folder of somebody else's, with our package as it is published and beside it other packages of this checkout. */
async function installInto(home: string, tarball: string, packages: string[]): Promise<void> {
  const installed = join(home, 'node_modules', 'nestjs-chatkit');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed]);
  for (const name of packages) await symlink(resolve('node_modules', name), join(home, 'node_modules', name));
}

const storeContract = (store: string) => `
  import { describe, it } from 'node:test';
  import { MemoryThreadStore, MemoryTurnLedger } from 'nestjs-chatkit';
  import { threadStoreContract, turnLedgerContract } from 'nestjs-chatkit/testing';
  ${store}
`;

describe('the package’s entry for tests, installed somewhere else', () => {
  let parent: string;
  let home: string;
  let tarball: string;
  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'chatkit-package-'));
    const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', parent];
    tarball = join(parent, (await run('npm', pack)).stdout.trim());
    home = join(parent, 'application');
    const packages = (await readdir('node_modules')).filter((name) => !name.startsWith('.'));
    await installInto(home, tarball, packages);
  });
  afterAll(() => rm(parent, { recursive: true, force: true }));

  /** Runs files, given by their sources, with Node's own runner. Gives its exit code and the totals it reports. */
  async function nodeTest(...sources: string[]) {
    const files = sources.map((_, index) => `${index}.test.mjs`);
    await Promise.all(files.map((file, index) => writeFile(join(home, file), sources[index]!)));
    const command = ['--test', '--test-reporter=tap', ...files];
    const { code, stdout } = await run(process.execPath, command, { cwd: home, maxBuffer: 2 ** 26 }).then(
      (done) => ({ code: 0, ...done }),
      (error: { code: number; stdout: string }) => error,
    );
    const total = (of: string) => Number(new RegExp(`^# ${of} (\\d+)$`, 'm').exec(stdout)?.[1]);
    return { code, passed: total('pass'), failed: total('fail'), stdout };
  }

  it('runs the suites of stores and ledgers in Node’s own runner', async () => {
    const { code, passed, failed } = await nodeTest(
      storeContract(`
        const store = new MemoryThreadStore();
        const ledger = new MemoryTurnLedger(store);
        const withOptions = (options = {}) => Object.assign(Object.create(ledger), options);
        const open = () => ({ store, ledger: withOptions });
        threadStoreContract('a store', () => store, { describe, it });
        turnLedgerContract('a ledger', open, { describe, it });
      `),
    );
    expect({ code, failed }).toEqual({ code: 0, failed: 0 });
    expect(passed).toBeGreaterThan(100);
  });

  it('finds a store there that is wrong, and says where', async () => {
    const { code, failed, stdout } = await nodeTest(
      storeContract(`
        class Forgetful extends MemoryThreadStore {
          async loadThreadItems(threadId, { after, ...query }, principal) {
            return super.loadThreadItems(threadId, query, principal);
          }
        }
        threadStoreContract('a store', () => new Forgetful(), { describe, it });
      `),
    );
    expect(code).toBe(1);
    expect(failed).toBeGreaterThan(0);
    expect(stdout).toMatch(/not ok \d+ - gives 26 items of one moment in asc order/);
  });

  it('does what its document shows, word for word', async () => {
    const document = await readFile('docs/testing.md', 'utf8');
    const examples = [...document.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code!);
    expect(examples).toHaveLength(3);
    const { code, passed, failed, stdout } = await nodeTest(...examples);
    expect({ code, failed, stdout: code ? stdout : '' }).toEqual({ code: 0, failed: 0, stdout: '' });
    expect(passed).toBeGreaterThan(100);
  });

  it('needs no package but the two of the protocol', async () => {
    const bare = join(parent, 'bare');
    await installInto(bare, tarball, ['zod', 'uuidv7']);
    const script = `import('nestjs-chatkit/testing').then((entry) => console.log(Object.keys(entry).join()))`;
    const { stdout } = await run(process.execPath, ['-e', script], { cwd: bare });
    expect(stdout.trim().split(',')).toEqual(
      expect.arrayContaining(['ChatKitTestClient', 'threadStoreContract', 'turnLedgerContract']),
    );
  });
});
