import { execFileSync, fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from './client.js';

/** Bytes of one process. */
export interface Memory {
  rss: number;
  /** Of Node's processes alone. */
  heapUsed?: number;
}

/** One server under measurement, in a process of its own. */
export interface Peer {
  name: string;
  /** What it is made of, for the record. */
  versions: string;
  target: Target;
  memory(): Promise<Memory>;
  stop(): void;
}

export const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** Keeps a process on one core, where the system can. */
export function pin(pid: number, core: number): void {
  if (canPin) spawnSync('taskset', ['-cp', String(core), String(pid)]);
}

/** One of the servers of this folder: `floor` or `server`. */
export async function startNode(name: string, file: 'floor' | 'server'): Promise<Peer> {
  const child = fork(join(import.meta.dirname, `${file}.js`), { execArgv: ['--expose-gc'] });
  pin(child.pid!, 0);
  const [target] = (await once(child, 'message')) as [Target];
  return {
    name,
    versions: `Node ${process.versions.node}`,
    target,
    async memory() {
      child.send('memory');
      return ((await once(child, 'message')) as [Memory])[0];
    },
    stop: () => child.kill(),
  };
}

/** The official Python server, run by the Python that is given. */
export async function startReference(python: string): Promise<Peer> {
  const port = await freePort();
  const child = spawn(python, ['bench/engine/reference.py', String(port)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PYTHONPATH: 'test/reference', PYTHONDONTWRITEBYTECODE: '1' },
  });
  process.once('exit', () => child.kill());
  pin(child.pid!, 0);
  const versions = (await answerOf(child, `http://127.0.0.1:${port}/versions`)) as Record<string, string>;
  return {
    name: 'reference',
    versions: Object.entries(versions)
      .map((entry) => entry.join(' '))
      .join(', '),
    target: { port },
    memory: async () => ({
      rss: 1024 * Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)])),
    }),
    stop: () => child.kill(),
  };
}

/** What a server answers as soon as it accepts connections. */
export async function answerOf(child: ChildProcess, url: string): Promise<unknown> {
  while (child.exitCode === null) {
    try {
      return await (await fetch(url)).json();
    } catch {
      await sleep(100);
    }
  }
  throw new Error('The reference could not be started.');
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
