import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf, freePort, pin } from '../engine/peers.js';
import type { Ask } from './clients.js';
import type { Api } from './script.js';
import type { Used } from './usage.js';

/** How clients reach a server. */
export type Target = Pick<Ask, 'port' | 'path' | 'token' | 'isBare'>;

/** One server under measurement, in a process of its own. */
export interface Peer {
  name: string;
  target: Target;
  /** CPU that its process has used so far, in microseconds, by all its threads. */
  cpuMicros(): Promise<number>;
  stop(): void;
}

/** What the servers are given. */
export interface Provider {
  url: string;
  api: Api;
}

/** A process of this folder, kept on a core; resolves with its first message. */
export async function startPart<Message>(
  file: string,
  args: readonly string[],
  core: number,
): Promise<{ child: ChildProcess; message: Message }> {
  const child = fork(join(import.meta.dirname, `${file}.js`), args);
  process.once('exit', () => child.kill());
  pin(child.pid!, core);
  const [message] = (await once(child, 'message')) as [Message];
  return { child, message };
}

/** The bytes of the provider, passed on. */
export async function startRelay({ url }: Provider): Promise<Peer> {
  const { child, message } = await startPart<{ port: number }>('relay', [url], 0);
  return nodePeer('relay (node:http)', child, { port: message.port, path: '/', isBare: true });
}

/** This repository's server, answering by the bridge or by the SDK's plain loop. */
export async function startServer(
  mode: 'bridge' | 'plain',
  { url, api }: Provider,
  databaseUrl: string | undefined,
): Promise<Peer> {
  const args = [mode, url, api, ...(databaseUrl ? [databaseUrl] : [])];
  const { child, message } = await startPart<{ port: number }>('server', args, 0);
  const { port } = message;
  const response = await fetch(`http://127.0.0.1:${port}/api/auth/dev-token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"user":"alice"}',
  });
  const { token } = (await response.json()) as { token: string };
  const name = mode === 'bridge' ? 'nestjs-chatkit' : 'plain loop of the SDK';
  return nodePeer(name, child, { port, path: '/chatkit', token, isBare: false });
}

/** The official Python server, run by the Python that is given. */
export async function startReference(python: string, { url, api }: Provider): Promise<Peer> {
  const port = await freePort();
  const child = spawn(python, ['bench/turn/reference.py', String(port), url, api], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PYTHONPATH: 'test/reference', PYTHONDONTWRITEBYTECODE: '1' },
  });
  process.once('exit', () => child.kill());
  pin(child.pid!, 0);
  const versions = (await answerOf(child, `http://127.0.0.1:${port}/versions`)) as Record<string, string>;
  const name = `reference (${Object.entries(versions).join(' ').replaceAll(',', ' ')})`;
  return {
    name,
    target: { port, path: '/chatkit', isBare: false },
    cpuMicros: async () => ticksOf(child.pid!) * microsPerTick,
    stop: () => child.kill(),
  };
}

function nodePeer(name: string, child: ChildProcess, target: Target): Peer {
  return {
    name,
    target,
    async cpuMicros() {
      child.send('usage');
      return ((await once(child, 'message')) as [Used])[0].cpuMicros;
    },
    stop: () => child.kill(),
  };
}

const microsPerTick = 1e6 / Number(spawnSync('getconf', ['CLK_TCK']).stdout.toString() || 100);

/** User and system time of a process and all its threads, in the kernel's ticks. */
function ticksOf(pid: number): number {
  // The second field, the name, may hold blanks; the third begins after its last bracket.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
