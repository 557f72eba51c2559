import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../support/free-port.js';

const run = promisify(execFile);

/** A PostgreSQL server of a test's own. */
export interface Cluster {
  /** Its database, empty. */
  url: string;
  start(): Promise<void>;
  /** @param mode `fast` ends sessions and shuts down in order; `immediate` is a crash. */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * Makes a PostgreSQL server in a temporary directory, on a free port, and starts it. As root, it runs as `postgres`.
 * @throws Error when this machine has no PostgreSQL.
 */
export async function startCluster(): Promise<Cluster> {
  const bin = postgresBin();
  const home = await mkdtemp(join(tmpdir(), 'chatkit-cluster-'));
  const data = join(home, 'data');
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chown(home, ...(await idsOf('postgres')));
  const port = await freePort();
  const pg = (program: string, ...args: string[]) => {
    const [file, all] = isRoot
      ? ['runuser', ['-u', 'postgres', '--', join(bin, program), ...args]]
      : [join(bin, program), args];
    return run(file, all, { cwd: home });
  };
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${home}`;
  const start = async () => {
    await pg('pg_ctl', 'start', '-w', '-D', data, '-l', join(home, 'log'), '-o', settings);
  };
  const stop = async (mode: 'fast' | 'immediate') => {
    await pg('pg_ctl', 'stop', '-w', '-D', data, '-m', mode);
  };
  await pg('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync');
  await start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    start,
    stop,
    dispose: async () => {
      // It may be down already.
      await stop('immediate').catch(() => undefined);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Where `initdb` and `pg_ctl` are: the newest of those that are installed side by side, else on the path. */
function postgresBin(): string {
  const packages = '/usr/lib/postgresql';
  const versions = existsSync(packages) ? readdirSync(packages).map(Number) : [];
  const newest = versions.sort((a, b) => a - b).at(-1);
  const places = [
    ...(newest === undefined ? [] : [join(packages, String(newest), 'bin')]),
    ...(process.env.PATH ?? '').split(':'),
  ];
  const bin = places.find((place) => existsSync(join(place, 'initdb')));
  if (bin) return bin;
  throw new Error('initdb was not found; install a PostgreSQL server, or put its bin directory on the path.');
}

async function idsOf(user: string): Promise<[number, number]> {
  const id = async (flag: string) => Number((await run('id', [flag, user])).stdout);
  return [await id('-u'), await id('-g')];
}
