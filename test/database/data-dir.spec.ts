import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { lockDataDir } from '../../src/database/data-lock.js';
import { openDatabase } from '../../src/database/open-database.js';
import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { barMs } from '../support/bar.js';

// One process at a time in a data directory, told by real processes.

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'chatkit-data-dir-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

/** A process that opens the directory, and the lines that it says. */
function openElsewhere() {
  const child = spawn(process.execPath, [join(__dirname, '../support/embedded-process.mjs'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    waiting.forEach((check) => check());
  });
  const untilLines = (count: number) =>
    new Promise<void>((resolve) => {
      const check = () => void (lines.length >= count && resolve());
      waiting.add(check);
      check();
    });
  return { child, lines, untilLines, exited: once(child, 'close') };
}

describe('a data directory', () => {
  it('refuses a second process by naming the first, which goes on; after a kill all it acknowledged is there', async () => {
    const first = openElsewhere();
    await first.untilLines(20);

    const second = openElsewhere();
    await second.untilLines(1);
    const askedAt = Date.now();
    await second.exited;
    expect(Date.now() - askedAt).toBeLessThan(barMs(3_000));
    expect(second.lines[1]).toContain(`in use by process ${first.child.pid}`);
    expect(second.lines[1]).toContain(dataDir);
    expect(second.lines[1]).toContain('set DATA_DIR to another directory');

    await first.untilLines(first.lines.length + 20);
    first.child.kill('SIGKILL');
    await first.exited;

    const database = await openDatabase({ dataDir });
    const store = new TypeOrmThreadStore(database.dataSource);
    const acknowledged = first.lines.filter((line) => line.startsWith('thr_'));
    for (const id of acknowledged) await store.loadThread(id, { userId: 'alice' });
    expect(acknowledged.length).toBeGreaterThanOrEqual(40);
    await database.close();
  }, 60_000);

  it('is free again when the database is closed', async () => {
    for (let round = 0; round < 2; round++) {
      const database = await openDatabase({ dataDir });
      await expect(openDatabase({ dataDir })).rejects.toThrow(`in use by process ${process.pid}`);
      await database.close();
      await database.close();
    }
    expect(readdirSync(dataDir)).toEqual(['pglite']);
  }, 60_000);

  it('starts anew when the first start was killed half-way', async () => {
    mkdirSync(join(dataDir, 'pglite.new/base'), { recursive: true });
    writeFileSync(join(dataDir, 'pglite.new/PG_VERSION'), '');
    const database = await openDatabase({ dataDir });
    expect(existsSync(join(dataDir, 'pglite.new'))).toBe(false);
    await database.close();
  }, 60_000);
});

describe('the lock of a data directory', () => {
  const lockFile = (pid: number, start: number | string) => join(dataDir, `database.${pid}.${start}.lock`);

  it('that is a file is refused in words, with what to do', async () => {
    const path = join(dataDir, 'file');
    writeFileSync(path, '');
    await expect(openDatabase({ dataDir: path })).rejects.toThrow(
      /^The embedded database cannot be kept in .*EEXIST.*Set DATA_DIR to a directory/,
    );
  });

  it('is not locked by names that no process has', async () => {
    writeFileSync(join(dataDir, 'database.0.5.lock'), 'x');
    mkdirSync(join(dataDir, 'database.999999999.1.lock'));
    (await lockDataDir(dataDir))();
  });

  it('removes the file of a process that is gone', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'close');
    writeFileSync(lockFile(child.pid!, 1), '');
    const unlock = await lockDataDir(dataDir);
    expect(readdirSync(dataDir)).toEqual([expect.stringContaining(`database.${process.pid}.`)]);
    unlock();
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('is not fooled by a later process that got the same pid', async () => {
    // The parent lives, but it did not start at tick 1.
    writeFileSync(lockFile(process.ppid, 1), '');
    writeFileSync(lockFile(process.pid, 1), '');
    const unlock = await lockDataDir(dataDir);
    unlock();
  });

  it('stays with a living process, however old its file is', async () => {
    const child = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1000)']);
    children.push(child);
    await once(child.stdout, 'data');
    const stat = readFileSync(`/proc/${child.pid}/stat`, 'latin1');
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!;
    writeFileSync(lockFile(child.pid!, start), '');
    utimesSync(lockFile(child.pid!, start), 1, 1);
    await expect(lockDataDir(dataDir)).rejects.toMatchObject({ pid: child.pid });
    // Refused without leaving anything, and free as soon as the holder is killed.
    expect(readdirSync(dataDir)).toHaveLength(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    (await lockDataDir(dataDir))();
  });

  it('is taken once when two of one process ask at the same time', async () => {
    const results = await Promise.allSettled([lockDataDir(dataDir), lockDataDir(dataDir)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const result of results) if (result.status === 'fulfilled') result.value();
  });
});
