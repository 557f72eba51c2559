import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// Keeps a second process out of a data directory. The embedded engine takes no lock of its own, and two
// processes in one directory lose each other's acknowledged rows without a word.
//
// A process first makes a file named after itself, and only then looks at the others'. So of two that start at
// once at least one sees the other, and a dead process' file can be removed by anybody at any time: no name is
// used twice. A lock's age says nothing and is not looked at, because a busy engine could not keep one fresh.
// Processes that cannot see each other's pids (containers that share a volume) are not kept apart.

/** Another process has the directory, or this one has it already. The message says what to do. */
export class DataDirInUseError extends Error {
  constructor(
    readonly pid: number,
    readonly dataDir: string,
  ) {
    super(
      `The embedded database in ${dataDir} is in use by process ${pid}, and only one process can have it. ` +
        'Stop that process, or set DATA_DIR to another directory, or set DATABASE_URL to a PostgreSQL server.',
    );
    this.name = 'DataDirInUseError';
  }
}

/** `database.<pid>.<start>.lock`, where the start tells a process from a later one with the same pid. */
const lockName = /^database\.([1-9]\d*)\.(\d+)\.lock$/;

/** What this process holds, for systems that do not tell when a process started. */
const held = new Set<string>();

/**
 * Takes the directory for this process, until the returned function is called (once or more) or the process is gone.
 * Makes the directory when there is none, and removes what dead processes left.
 * @throws DataDirInUseError when a living process has it, this one included.
 */
export async function lockDataDir(dataDir: string): Promise<() => void> {
  const dir = resolve(dataDir);
  mkdirSync(dir, { recursive: true });
  for (let attemptsLeft = 4; ; attemptsLeft--) {
    try {
      return tryLock(dir);
    } catch (error) {
      if (!(error instanceof DataDirInUseError) || error.pid === process.pid || attemptsLeft === 0)
        throw error;
      // Two that started in the same moment refuse each other; by chance one of them comes back first.
      await sleep(Math.random() * 150);
    }
  }
}

function tryLock(dir: string): () => void {
  const path = join(dir, `database.${process.pid}.${startOf(process.pid)?.ticks ?? 0}.lock`);
  if (held.has(path)) throw new DataDirInUseError(process.pid, dir);
  createOwn(path, dir);
  const holder = livingHolders(dir).find((pid) => pid !== process.pid);
  if (holder !== undefined) {
    rmSync(path, { force: true });
    throw new DataDirInUseError(holder, dir);
  }
  held.add(path);
  return () => {
    // Only once: the next to hold it in this process has the same file.
    if (held.delete(path)) rmSync(path, { force: true });
  };
}

function createOwn(path: string, dir: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // Without start times the file can be a dead predecessor's with our pid, and then serves as ours.
    if (startOf(process.pid)) throw new DataDirInUseError(process.pid, dir);
  }
}

/** The pids of living processes that have a lock file in the directory. Removes the files of dead ones. */
function livingHolders(dir: string): number[] {
  return readdirSync(dir).flatMap((name) => {
    const [, pid, ticks] = lockName.exec(name) ?? [];
    if (pid === undefined) return [];
    if (isAlive(Number(pid), ticks!)) return [Number(pid)];
    rmSync(join(dir, name), { recursive: true, force: true });
    return [];
  });
}

function isAlive(pid: number, ticks: string): boolean {
  if (!hasProcess(pid)) return false;
  const start = startOf(pid);
  // A process whose parent has not asked for its exit code yet is still listed, as a zombie.
  return !start || (start.ticks === ticks && !['Z', 'X'].includes(start.state));
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** State and start of a process, in clock ticks since the boot. Undefined where the system has no `/proc`. */
function startOf(pid: number): { state: string; ticks: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the command in parentheses, which may hold spaces and parentheses of its own.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0]!, ticks: fields[19]! };
  } catch {
    return undefined;
  }
}
